import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import tQuantile from '@stdlib/stats-base-dists-t-quantile'
import type { Estimate } from '../domain/cell'
import { type Design, stratifiedMean, usableError } from './stratified-mean'

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Wilson score interval of a proportion (Wilson 1927). @param n trials, may be fractional (effective size); without any,
 * nothing is known and the interval is [0, 1].
 */
export function wilson(proportion: number, n: number, level = 0.95): Interval {
  if (n <= 0) return { low: 0, high: 1 }
  const z = normalQuantile(0.5 + level / 2, 0, 1)
  const centre = (proportion + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half =
    (z / (1 + (z * z) / n)) * Math.sqrt((proportion * (1 - proportion)) / n + (z * z) / (4 * n * n))
  // Rounding must not leave a proportion of 0 or 1 outside its own interval.
  return {
    low: Math.max(0, Math.min(proportion, centre - half)),
    high: Math.min(1, Math.max(proportion, centre + half)),
  }
}

/** mean ± t(df) * se, two-sided. @param level coverage, e.g. 0.95. */
export function tInterval(mean: number, se: number, df: number, level = 0.95): Interval {
  const half = tQuantile(0.5 + level / 2, df) * se
  return { low: mean - half, high: mean + half }
}

/**
 * Estimate of a mean of scores in [0, 1] with its 95 % interval (measurement 2.1): Wilson for unclustered 0/1
 * scores and wherever all scores are equal, otherwise t with clustered SE. Equal scores have no design effect to be
 * estimated: Wilson then counts clusters, the effective size of units that are wholly alike within theirs.
 * @throws TooFew without a unit, or where a score is not finite.
 */
export function estimateMean(values: ArrayLike<number>, design: Design): Estimate {
  const { mean, se, n, clusters, df } = stratifiedMean(values, design)
  const usable = usableError(se)
  if (usable === null)
    return { value: mean, se: null, ...wilson(mean, clusters), n, clusters, method: 'wilson' }
  const binary = Array.prototype.every.call(values, (value: number) => value === 0 || value === 1)
  const plain = design.strata === 1 && clusters === n
  if (binary && plain) return { value: mean, se: usable, ...wilson(mean, n), n, clusters, method: 'wilson' }
  const { low, high } = tInterval(mean, usable, df)
  return {
    value: mean,
    se: usable,
    // A ratio to a reference may pass 1, and must not leave its own interval.
    low: Math.max(Math.min(0, mean), low),
    high: Math.min(Math.max(1, mean), high),
    n,
    clusters,
    method: 't-clustered',
  }
}
