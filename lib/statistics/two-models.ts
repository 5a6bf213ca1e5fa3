import { isNotEnough, type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { pearson } from './correlation'
import { mcnemar, type PairedDifference, pairedDifference } from './paired'
import { type Design, restrictDesign } from './stratified-mean'

/** Two checkpoints on the items both have a score on (measurement 2.7). */
export interface ModelComparison extends PairedDifference {
  /** Units compared. */
  readonly units: number
  /** Pearson correlation of the two vectors; null where one of them is constant. */
  readonly correlation: number | null
  /** Discordant units and the exact p, where scores are 0 or 1 and the units independent. */
  readonly discordant: { readonly better: number; readonly worse: number; readonly p: number } | null
}

/**
 * Paired difference of the first checkpoint over the second. @param first, second one score per unit, NaN where there is
 * none.
 */
export function compareModels(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  design: Design,
): ModelComparison | NotEnoughData {
  const units = Array.from(design.stratum.keys()).filter(
    unit => Number.isFinite(first[unit]) && Number.isFinite(second[unit]),
  )
  if (units.length === 0) return tooFew('shared items', 0, 1)
  const one = units.map(unit => first[unit] ?? 0)
  const other = units.map(unit => second[unit] ?? 0)
  const shared = restrictDesign(design, units)
  const correlation = pearson(one, other)
  const differences = one.map((score, unit) => score - (other[unit] ?? 0))
  const paired = pairedDifference(differences, shared)
  if (isNotEnough(paired)) return paired
  return {
    ...paired,
    units: units.length,
    correlation: isNotEnough(correlation) ? null : correlation,
    discordant: discordantUnits(one, other, shared),
  }
}

function discordantUnits(
  one: readonly number[],
  other: readonly number[],
  { strata, clusters }: Design,
): ModelComparison['discordant'] {
  const binary = [...one, ...other].every(score => score === 0 || score === 1)
  if (!binary || strata > 1 || clusters < one.length) return null
  const better = one.filter((score, unit) => score > (other[unit] ?? 0)).length
  const worse = one.filter((score, unit) => score < (other[unit] ?? 0)).length
  return { better, worse, p: mcnemar(worse, better) }
}
