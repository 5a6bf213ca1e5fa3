import { clip, retentionArea } from '../spatial-area'
import { conditionsLike, meanVector, type UnitScores } from './unit-scores'

/** Conditions of one kind that differ in an amount: a grid, a share of patches, a layer. */
export interface Dose {
  readonly amount: number
  /** Mean over the seeds, one value per unit. */
  readonly values: Float64Array
}

/** The doses of a probe whose ids fit, the smallest first. @param pattern its first group catches the amount. */
export function dosesOf(units: UnitScores, probe: string, pattern: RegExp): Dose[] {
  const found = Map.groupBy(conditionsLike(units, probe, pattern), ({ caught }) => Number(caught[0]))
  return [...found]
    .map(([amount, seeds]) => ({ amount, values: meanVector(seeds.map(({ values }) => values)) }))
    .toSorted((a, b) => a.amount - b.amount)
}

/**
 * Area under clipped retention over the share of patches that are hidden (measurement 1.6); NaN where the whole picture is
 * worth nothing. @param means above chance, that of the whole picture first; @param first place of the doses' means.
 */
export function occludedArea(doses: readonly Dose[], means: Float64Array, first: number): number {
  const kept = doses.map((_, at) => retained(means[first + at], means[0]))
  return retentionArea([0, ...doses.map(({ amount }) => amount)], [1, ...kept])
}

/** Clipped retention; NaN where there is nothing above chance to be kept. */
export function retained(above: number, below: number): number {
  return below > 0 ? clip(above / below) : Number.NaN
}
