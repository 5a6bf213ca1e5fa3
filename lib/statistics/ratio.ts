import { Refusal } from '../domain/refusal'
import { type Interval, tInterval, wilson } from './intervals'
import { type Design, stratifiedMean } from './stratified-mean'

export interface RatioEstimate extends Interval {
  readonly value: number
  readonly se: number
  /** The denominator lies under four of its standard errors, or has none: the delta method should not be trusted. */
  readonly unstable: boolean
}

/**
 * R = mean(numerator) / mean(denominator) over the same units, SE by the delta method on r_i = y_k - R y_0
 * (measurement 2.5). With too few clusters for an error, the interval is what Wilson's bound on the share of clusters
 * that could have changed allows, as in `pairedDifference`, and `se` is 0.
 * @throws Refusal `bad-request` without a unit, for values that are not finite, or a denominator whose mean is 0.
 */
export function ratioOfMeans(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  design: Design,
): RatioEstimate {
  const below = stratifiedMean(denominator, design)
  if (below.mean === 0)
    throw new Refusal('bad-request', `not enough data: a ratio to a mean of 0 over ${below.n} units`)
  const value = stratifiedMean(numerator, design).mean / below.mean
  const residual = Float64Array.from(numerator, (y, unit) => y - value * (denominator[unit] ?? 0))
  const { se, df, clusters } = stratifiedMean(residual, design)
  if (se === null) {
    const bound = wilson(0, clusters).high / Math.abs(below.mean)
    return { value, se: 0, low: value - bound, high: value + bound, unstable: true }
  }
  const ratioSe = se / Math.abs(below.mean)
  return {
    value,
    se: ratioSe,
    ...tInterval(value, ratioSe, df),
    unstable: !(Math.abs(below.mean) >= 4 * (below.se ?? Number.POSITIVE_INFINITY)),
  }
}
