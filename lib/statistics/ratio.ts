import { type Interval, tInterval } from './intervals'
import { type Design, stratifiedMean } from './stratified-mean'

export interface RatioEstimate extends Interval {
  readonly value: number
  readonly se: number
  /** The denominator lies under four of its standard errors: the delta method should not be trusted. */
  readonly unstable: boolean
}

/**
 * R = mean(numerator) / mean(denominator) over the same units, SE by the delta method on r_i = y_k - R y_0
 * (measurement 2.5).
 */
export function ratioOfMeans(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  design: Design,
): RatioEstimate {
  const below = stratifiedMean(denominator, design)
  const value = stratifiedMean(numerator, design).mean / below.mean
  const residual = Float64Array.from(numerator, (y, unit) => y - value * (denominator[unit] ?? 0))
  const { se, df } = stratifiedMean(residual, design)
  const ratioSe = se / Math.abs(below.mean)
  return {
    value,
    se: ratioSe,
    ...tInterval(value, ratioSe, df),
    unstable: !(Math.abs(below.mean) / below.se >= 4),
  }
}
