import { join } from 'node:path'
import type { Saliency } from '#lib/domain/saliency'
import type { ClassAttention, ImageEncoder } from '#workers/runtime/encoder'
import { type LongWork, unwatched } from '../long-work'
import type { ArtifactFolder } from './artifact-folder'
import { fillRows, readFloats } from './float-file'
import { hashOfLines } from './hash-of-lines'
import { type Maker, withOpened } from './maker'
import type { PicturedFile } from './pictured-file'

/** Cells per side of PatchDrop (measurement 1.6). */
export const saliencyGrid = 14

/** Maps of the first picture of each item, in the order of the file; null where an item has no picture. */
export interface SaliencyMaps {
  /** SHA-256 of what they were made of. */
  readonly key: string
  readonly maps: readonly (Saliency | null)[]
}

/** What decides the numbers of an encoder. */
export type EncoderName = Pick<ImageEncoder, 'digest' | 'provider' | 'precision'>

/** Attention of the class token in the last block, for every picture of a benchmark: made once an encoder and edition. */
export async function saliencyMaps(
  artifacts: ArtifactFolder,
  encoder: Maker<EncoderName, ImageEncoder>,
  { edition, title, items }: PicturedFile,
  work: LongWork = unwatched,
): Promise<SaliencyMaps> {
  const { digest, provider, precision } = await encoder.name()
  const pictured = items.flatMap(({ images: [first] }) => (first ? [first] : []))
  const cells = saliencyGrid ** 2
  const listed = hashOfLines(items.map(({ id }) => id))
  const from = { encoder: digest, provider, precision, edition, items: listed, grid: saliencyGrid }
  const what = `${title}: what stands out`
  const draw = async (draft: string) => {
    await withOpened(encoder, opened =>
      fillRows(join(draft, 'maps.f32'), { rows: pictured.length, width: 2 * cells }, async at => {
        work.done(what, at, pictured.length)
        await work.pause()
        const { mean, head1 } = saliencyOf(await opened.classAttention(await pictured[at].decode()))
        return [mean, head1]
      }),
    )
    work.done(what, pictured.length, pictured.length)
  }
  const { key, folder } = await artifacts.make('saliency', from, draw, work)
  const values = await readFloats(join(folder, 'maps.f32'), pictured.length * 2 * cells)
  const part = (at: number) => values.subarray(at * cells, (at + 1) * cells)
  let next = 0
  const maps = items.map(({ images }) => {
    if (images.length === 0) return null
    const at = next++
    return { grid: saliencyGrid, mean: part(2 * at), head1: part(2 * at + 1) }
  })
  return { key, maps }
}

/** Heads averaged, and head 1 alone, as IPViT's code reads it, on PatchDrop's grid. */
export function saliencyOf({ heads, grid, values }: ClassAttention): Saliency {
  const head = (at: number) => values.subarray(at * grid * grid, (at + 1) * grid * grid)
  const mean = new Float32Array(grid * grid)
  for (let at = 0; at < heads; at++)
    head(at).forEach((value, cell) => {
      mean[cell] = (mean[cell] ?? 0) + value / heads
    })
  return {
    grid: saliencyGrid,
    mean: resample(mean, grid, saliencyGrid),
    head1: resample(head(Math.min(1, heads - 1)), grid, saliencyGrid),
  }
}

/** Bilinear between the middles of cells, edges held: a square map of another size. */
export function resample(map: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return map.slice()
  const out = new Float32Array(to * to)
  for (let row = 0; row < to; row++)
    for (let column = 0; column < to; column++) {
      const [top, bottom, down] = between(row, from, to)
      const [left, right, across] = between(column, from, to)
      const at = (y: number, x: number) => map[y * from + x] ?? 0
      const above = at(top, left) * (1 - across) + at(top, right) * across
      const below = at(bottom, left) * (1 - across) + at(bottom, right) * across
      out[row * to + column] = above * (1 - down) + below * down
    }
  return out
}

function between(cell: number, from: number, to: number): [number, number, number] {
  const middle = Math.min(from - 1, Math.max(0, ((cell + 0.5) * from) / to - 0.5))
  const low = Math.floor(middle)
  return [low, Math.min(from - 1, low + 1), middle - low]
}
