import tQuantile from '@stdlib/stats-base-dists-t-quantile'
import { isNotEnough, type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { bootstrapMeans, bootstrapReplicates, percentileInterval } from './cluster-bootstrap'
import type { Interval } from './intervals'
import { type RatioEstimate, ratioOfMeans } from './ratio'
import { clusteredMean, type Design } from './stratified-mean'

export interface RatioWithMethod extends Omit<RatioEstimate, 'method'> {
  readonly method: RatioEstimate['method'] | 'fieller' | 'cluster-bootstrap'
}

/**
 * A ratio of means by the method its denominator allows: delta where it is four of its errors from 0, else Fieller's, else
 * (Fieller's set is unbounded) the percentiles of the cluster bootstrap. A denominator too near to 0 for the delta method
 * means `unstable`, which the pages tag (measurement 2.5). Where every cluster kept alike none of them has a width, and
 * Wilson's interval stands in; see `ratioOfMeans`. @param key names the benchmark, for the draws of the bootstrap.
 */
export function estimateRatio(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  design: Design,
  key: string,
): RatioWithMethod | NotEnoughData {
  const delta = ratioOfMeans(numerator, denominator, design)
  if (isNotEnough(delta) || delta.method === 'wilson' || !delta.unstable) return delta
  const fieller = fiellerInterval(numerator, denominator, design)
  if (fieller) return { ...delta, ...fieller, method: 'fieller' }
  const replicates = bootstrapRatio(numerator, denominator, design, key)
  if (replicates.length === 0) return tooFew('resamples whose denominator is not 0', 0, 1)
  return { ...delta, ...percentileInterval(replicates), method: 'cluster-bootstrap' }
}

/**
 * Fieller's 95 % set of a ratio: all R for which mean(numerator - R denominator) is not significantly different from 0
 * (Fieller 1954), from the clustered variances and covariance. Null where the denominator is not significantly
 * different from 0 (the set is then unbounded), or the errors are unknown.
 */
export function fiellerInterval(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  design: Design,
): Interval | null {
  const above = clusteredMean(numerator, design)
  const below = clusteredMean(denominator, design)
  if (!below.enough) return null
  const t2 = tQuantile(0.975, design.clusters - design.strata) ** 2
  const a = below.mean ** 2 - t2 * covariance(below.contributions, below.contributions)
  const b = above.mean * below.mean - t2 * covariance(above.contributions, below.contributions)
  const c = above.mean ** 2 - t2 * covariance(above.contributions, above.contributions)
  if (a <= 0) return null
  // Not negative where a > 0, but for rounding where both vectors are proportional.
  const half = Math.sqrt(Math.max(0, b * b - a * c))
  return { low: (b - half) / a, high: (b + half) / a }
}

function covariance(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, part, cluster) => sum + part * (other[cluster] ?? 0), 0)
}

/** The ratio in each cluster bootstrap replicate whose denominator is not 0. */
export function bootstrapRatio(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  design: Design,
  key: string,
  replicates = bootstrapReplicates,
): number[] {
  return bootstrapMeans([numerator, denominator], design, key, replicates).flatMap(
    ([above = 0, below = 0]) => (below === 0 ? [] : [above / below]),
  )
}
