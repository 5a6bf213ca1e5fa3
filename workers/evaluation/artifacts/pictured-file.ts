import type { Item } from '#lib/domain/item'

/** As much of a benchmark file as artifacts are made of. */
export interface PicturedFile {
  readonly edition: string
  readonly title: string
  readonly items: readonly Pick<Item, 'id' | 'images'>[]
}
