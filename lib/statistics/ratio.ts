import { type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { type Interval, tInterval, wilson } from './intervals'
import { clustersMissing, type Design, stratifiedMean, usableError } from './stratified-mean'

export interface RatioEstimate extends Interval {
  readonly value: number
  readonly se: number
  /** The denominator lies under four of its standard errors: the delta method should not be trusted. */
  readonly unstable: boolean
  /** `wilson`: every cluster kept the same share, which leaves no error to build on. */
  readonly method: 'delta' | 'wilson'
}

/**
 * R = mean(numerator) / mean(denominator) over the same units, SE by the delta method on r_i = y_k - R y_0
 * (measurement 2.5). Where every cluster kept alike (most often: all), that would have no width: Wilson's interval on the
 * clusters stands in, as for any mean of 0 or 1 (2.1), and the error is what it amounts to.
 * @param numerator, denominator one finite value per unit.
 */
export function ratioOfMeans(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  design: Design,
): RatioEstimate | NotEnoughData {
  const missing = denominatorMissing(denominator, design)
  if (missing) return missing
  const below = stratifiedMean(denominator, design)
  const value = stratifiedMean(numerator, design).mean / below.mean
  const residual = Float64Array.from(numerator, (y, unit) => y - value * (denominator[unit] ?? 0))
  const { se, df, clusters } = stratifiedMean(residual, design)
  const unstable = !(Math.abs(below.mean) >= 4 * (below.se ?? Number.POSITIVE_INFINITY))
  const usable = usableError(se)
  if (usable === null) {
    const interval = withoutSpread(value, below.mean, clusters)
    return {
      value,
      se: (interval.high - interval.low) / (2 * 1.959964),
      ...interval,
      unstable,
      method: 'wilson',
    }
  }
  const ratioSe = usable / Math.abs(below.mean)
  return { value, se: ratioSe, ...tInterval(value, ratioSe, df), unstable, method: 'delta' }
}

/** Why no ratio can be formed of a denominator; null where one can. */
function denominatorMissing(denominator: ArrayLike<number>, design: Design): NotEnoughData | null {
  const missing = clustersMissing(design)
  if (missing) return missing
  const { mean } = stratifiedMean(denominator, design)
  return mean === 0 ? tooFew('units whose denominator is not 0', 0, 1) : null
}

/** Beyond [0, 1], where Wilson's interval has no place, the share of clusters that could have changed, both ways. */
function withoutSpread(value: number, below: number, clusters: number): Interval {
  if (value >= 0 && value <= 1) return wilson(value, clusters)
  const bound = wilson(0, clusters).high / Math.abs(below)
  return { low: value - bound, high: value + bound }
}
