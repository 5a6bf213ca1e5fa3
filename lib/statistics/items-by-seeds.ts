import { type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { type Design, stratifiedMean } from './stratified-mean'

/** What one source contributes to the scores of a two-way layout of items and seeds. */
interface BySource {
  readonly item: number
  readonly seed: number
  readonly residual: number
}

/** Variance of scores over items and seeds, and the three standard errors of their mean (measurement 2.4). */
export interface ItemsBySeeds {
  readonly mean: number
  readonly meanSquares: BySource
  /** Components of variance; a negative estimate stays negative. */
  readonly components: BySource
  /** Where each item has its own draws: items and seeds vary together. The confidence interval. */
  readonly nested: { readonly se: number; readonly df: number }
  /** Where all items share a seed's draw: the larger of the two-way error and the nested one. */
  readonly shared: { readonly se: number; readonly df: number }
  /** The same items under new seeds: how well the figure reproduces, not how sure it is. */
  readonly reproducibilitySe: number
}

/**
 * Two-way layout without interaction (measurement 2.4). Clusters and strata enter by the item means' clustered error.
 * @param seeds [seeds][units], at least two of each. @param design of the units.
 */
export function itemsBySeeds(
  seeds: readonly ArrayLike<number>[],
  design: Design,
): ItemsBySeeds | NotEnoughData {
  const s = seeds.length
  const n = design.stratum.length
  if (s < 2) return tooFew('seeds', s, 2)
  if (n < 2) return tooFew('items', n, 2)
  const itemMeans = Float64Array.from({ length: n }, (_, unit) =>
    mean(seeds.map(scores => scores[unit] ?? 0)),
  )
  const { mean: overall, se: nested, clusters, df } = stratifiedMean(itemMeans, design)
  if (nested === null) return tooFew('clusters', clusters, design.strata + 1)

  const grand = mean(itemMeans)
  const seedMeans = seeds.map(scores => mean(Array.from(scores)))
  const item = (s * sumOfSquares(itemMeans, grand)) / (n - 1)
  const seed = (n * sumOfSquares(seedMeans, grand)) / (s - 1)
  const left = seeds.flatMap((scores, at) =>
    Array.from(scores, (score, unit) => score - (itemMeans[unit] ?? 0) - (seedMeans[at] ?? 0) + grand),
  )
  const residual = sumOfSquares(left, 0) / ((n - 1) * (s - 1))

  const scores = seeds.map(values => stratifiedMean(values, design).mean)
  const ofSeeds = sumOfSquares(scores, overall) / (s - 1) / s
  const twoWay = nested ** 2 + ofSeeds - (residual / s) * sumOfSquaredWeights(design)
  return {
    mean: overall,
    meanSquares: { item, seed, residual },
    components: { item: (item - residual) / s, seed: (seed - residual) / n, residual },
    nested: { se: nested, df },
    shared: { se: Math.sqrt(Math.max(twoWay, nested ** 2)), df: ofSeeds > nested ** 2 ? s - 1 : df },
    reproducibilitySe: Math.sqrt(ofSeeds),
  }
}

/** 1/n without strata: a unit's weight in the score, squared and summed. */
function sumOfSquaredWeights({ stratum, strata }: Design): number {
  const counts = new Float64Array(strata)
  for (const at of stratum) counts[at] = (counts[at] ?? 0) + 1
  return counts.reduce((sum, count) => sum + 1 / (strata * strata * count), 0)
}

function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length
}

function sumOfSquares(values: ArrayLike<number>, centre: number): number {
  return sum(Array.from(values, value => (value - centre) ** 2))
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0)
}
