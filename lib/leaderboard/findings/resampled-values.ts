import { type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import { stratifiedMean } from '../../statistics/stratified-mean'
import { estimateDraws, type Range } from '../profile/estimate-draws'
import type { BootstrappedValue } from '../profile/profile'
import { resampleUnits } from '../profile/resample-units'
import { askedTogether, commonUnits, type UnitScores } from './unit-scores'

/** Values of a formula of means, with the interval of its resamples. */
export type ResampledValue = (
  /** @param means one per vector. Returns NaN where it is not defined. */
  formula: (means: Float64Array) => number,
  /** Where the formula's values lie; [0, 1] where absent. */
  range?: Range,
) => BootstrappedValue | NotEnoughData

/**
 * Resamples vectors of one benchmark once, for any formula of their means: the same resamples as those of the profile.
 * @param vectors one value per unit, NaN where it was not asked; they count over the units that all of them asked.
 */
export function resampledValues(units: UnitScores, vectors: readonly Float64Array[]): ResampledValue {
  const together = askedTogether(vectors)
  const common = commonUnits(units, together)
  if (common.floors.length === 0) return () => tooFew('items asked under all conditions', 0, 2)
  const means = Float64Array.from(common.vectors, vector => stratifiedMean(vector, common.design).mean)
  const key = `${units.benchmark}/${units.edition}`
  const { design, pictures } = units
  const [drawn] = resampleUnits([{ key, design, pictures, vectors: together }])
  return (formula, range) => {
    const value = formula(means)
    if (!Number.isFinite(value)) return tooFew('means the value is defined for', 0, 1)
    const resample = new Float64Array(vectors.length)
    const draws = (drawn[0] ?? new Float64Array()).map((_, replicate) => {
      drawn.forEach((own, vector) => {
        resample[vector] = own[replicate]
      })
      return formula(resample)
    })
    return estimateDraws(value, draws, common.design.clusters, range)
  }
}
