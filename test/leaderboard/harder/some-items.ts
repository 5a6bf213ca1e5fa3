import { benchmarkById } from '#lib/benchmarks/index'
import type { ItemRecord } from '#lib/domain/item'
import { type VariantAids, variantSource } from '#lib/leaderboard/harder/build-variants'
import { transformationById } from '#lib/leaderboard/harder/index'
import {
  isExcluded,
  type TransformationId,
  type VariantItem,
  type VariantSource,
} from '#lib/leaderboard/harder/variant'
import { madeItem } from '../made-run'

/** An item with the texts of its options; the first is gold unless another place is said. */
export function choice(at: number, texts: readonly string[], rest: Partial<ItemRecord> = {}, gold = 0) {
  return madeItem(at, {
    options: texts.map((text, place) => ({ label: 'ABCDEFGHIJ'[place], text })),
    answer: 'ABCDEFGHIJ'[gold],
    ...rest,
  })
}

export function yesNo(at: number, answer: 'Yes' | 'No', rest: Partial<ItemRecord> = {}) {
  return madeItem(at, { options: [], answer, group: `picture-${at}`, ...rest })
}

export function sourceOf(
  items: readonly ItemRecord[],
  aids: VariantAids = {},
  benchmark = 'mmstar',
): VariantSource {
  return variantSource(benchmarkById(benchmark), items, 1, aids)
}

/** The variants of one item. @throws Error with the reason where it has none. */
export function built(id: TransformationId, source: VariantSource, at = 0): readonly VariantItem[] {
  const variants = transformationById(id).build(source, at)
  if (isExcluded(variants)) throw new Error(variants.reason)
  return variants
}

export function reason(id: TransformationId, source: VariantSource, at = 0): string {
  const variants = transformationById(id).build(source, at)
  if (!isExcluded(variants)) throw new Error('not excluded')
  return variants.reason
}

/** The gold answer of a variant's turn in words. */
export function goldOf({ turns }: VariantItem, turn = 0): string | undefined {
  const { options, answer } = turns[turn]
  return options.length === 0 ? answer : options.find(({ label }) => label === answer)?.text
}
