import type { Benchmark } from '../../benchmarks/benchmark'
import type { ItemRecord } from '../../domain/item'
import { clusterByKeys } from '../../statistics/clusters'
import { normalisedAnswer } from '../items/answer-code'
import { clusterKeys, evidenceItems } from '../items/evidence-items'
import {
  isExcluded,
  type SourceUnit,
  type Transformation,
  type VariantItem,
  type VariantSource,
} from './variant'

/** A harder benchmark before it is written. */
export interface BuiltVariants {
  readonly variants: readonly VariantItem[]
  /** Items without a variant, and why. */
  readonly excluded: readonly { readonly item: string; readonly reason: string }[]
}

/** What may help to make variants, beside the items. */
export type VariantAids = Pick<
  VariantSource,
  'wrongAnswers' | 'pictureVectors' | 'boxes' | 'saliency' | 'pictureTexts'
>

/** The items of a benchmark as variants are made from them. @param seed index of the seed of all draws, from 1. */
export function variantSource(
  benchmark: Pick<Benchmark, 'units' | 'classes'>,
  items: readonly ItemRecord[],
  seed: number,
  aids: VariantAids = {},
): VariantSource {
  const guesses = evidenceItems(benchmark, items).map(({ guess }) => guess)
  const units = guesses.map((guessFloor, at): SourceUnit => ({ items: [at], guessFloor }))
  for (const unit of benchmark.units(items)) for (const at of unit.items) units[at] = unit
  return {
    items,
    clusters: clusterByKeys(items.map(clusterKeys)),
    units,
    guesses,
    byQuestion: Map.groupBy(items.keys(), at => normalisedAnswer(items[at].question)),
    byPicture: Map.groupBy(items.keys(), at => items[at].imageHash),
    seed,
    ...aids,
  }
}

/**
 * Variants of some items, in the order of the file. A group that two items lead to (a pair found from either side) is
 * made once; a subset never tears apart what is judged together. @param only ids of the items to start from; all where
 * absent.
 */
export function buildVariants(
  transformation: Transformation,
  source: VariantSource,
  only?: ReadonlySet<string>,
): BuiltVariants {
  const variants: VariantItem[] = []
  const excluded: { item: string; reason: string }[] = []
  const finished = new Set<string>()
  source.items.forEach(({ id }, at) => {
    const wanted = transformation.id === 'subset' ? source.units[at].items : [at]
    if (only && !wanted.some(member => only.has(source.items[member].id))) return
    const built = transformation.build(source, at)
    if (isExcluded(built)) {
      excluded.push({ item: id, reason: built.reason })
      return
    }
    const fresh = built.filter(({ group }) => !finished.has(group))
    variants.push(...fresh)
    // The items of a subset's unit come one by one; everything else comes whole.
    if (transformation.id !== 'subset') for (const { group } of fresh) finished.add(group)
  })
  return { variants, excluded }
}
