import { type Interval, tInterval } from '../../statistics/intervals'
import { twoSidedP } from '../../statistics/paired'
import { addInfluence, type CorrectedValues, clusteredError, ratioOver } from './corrected-mean'
import type { TriedUnits } from './set-figures'
import type { ValidationScores } from './validation-scores'

/** Set less source, in chance-corrected units, mean over the validation checkpoints. */
export interface HeldOutDifference extends Interval {
  readonly difference: number
  /** One-sided p of the difference being negative; 1 where no error can be told. */
  readonly pBelow: number
}

/**
 * c_X - c_Y with its 95 % interval over clusters of items (the checkpoints are taken as they are): every unit's
 * influence on both means, clustered. @param of the vectors of a run that are compared.
 */
export function heldOutDifference(
  { cluster, categories }: Pick<ValidationScores, 'cluster' | 'categories'>,
  tried: readonly TriedUnits[],
  of: (run: number) => CorrectedValues,
): HeldOutDifference | null {
  const source = Int32Array.from(categories.keys())
  const runs = tried.reduce((count, one) => count + one.runs.length, 0)
  const sums = new Float64Array(cluster.length)
  let difference = 0
  for (const { runs: validation, units } of tried)
    for (const run of validation) {
      const values = of(run)
      const part = ratioOver(values, units)
      const whole = ratioOver(values, source)
      difference += (part.mean - whole.mean) / runs
      addInfluence(sums, values, units, part, 1 / runs)
      addInfluence(sums, values, source, whole, -1 / runs)
    }
  if (Number.isNaN(difference)) return null
  const { se, clusters } = clusteredError(sums, cluster, source)
  if (!(se > 1e-12)) return { difference, low: -1, high: 1, pBelow: 1 }
  const p = twoSidedP(difference / se, clusters - 1)
  return {
    difference,
    ...tInterval(difference, se, clusters - 1),
    pBelow: difference < 0 ? p / 2 : 1 - p / 2,
  }
}
