import { TooFew, tooFew } from '../domain/not-enough-data'
import { clusterDrawer } from './cluster-drawer'
import { type ClusterSums, sumClusters } from './cluster-sums'
import { type Interval, wilson } from './intervals'
import { multiplyByTransposed } from './matrix-product'
import type { Design } from './stratified-mean'

/** Replicates of every bootstrap in the product (measurement 2.8 and 3). */
export const bootstrapReplicates = 2000

/**
 * How often each cluster is drawn, with replacement, in each replicate: as many draws as its stratum has clusters.
 * @param strata clusters of each stratum. @param key equal keys and strata give equal draws, for every checkpoint.
 * Returns `[replicates][clusters of all strata]`.
 */
export function drawClusters(strata: readonly number[], key: string, replicates: number): Float64Array {
  const draw = clusterDrawer(strata, key)
  const counts = new Uint16Array(strata.reduce((sum, count) => sum + count, 0))
  const draws = new Float64Array(replicates * counts.length)
  for (let first = 0; first < draws.length; first += counts.length) {
    draw(counts)
    draws.set(counts, first)
  }
  return draws
}

/**
 * The stratified means of all vectors in each replicate; all of them, and all checkpoints under the same key, meet the
 * same draws. @param table of `sumClusters`. @param share what the means are multiplied by. Returns `[replicates][vectors]`.
 */
export function resampleMeans(table: ClusterSums, key: string, replicates: number, share = 1): Float64Array {
  return meansOfDraws(table, drawClusters(table.strata, key, replicates), share)
}

/**
 * The same under draws that are given. @param drawn how often each block is drawn, `[replicates][blocks]`; overwritten.
 * Returns `[replicates][vectors]`; NaN where a replicate leaves a stratum empty.
 */
export function meansOfDraws(table: ClusterSums, drawn: Float64Array, share = 1): Float64Array {
  const { strata, units } = table
  const blocks = units.length
  for (let first = 0; first < drawn.length; first += blocks) {
    let start = 0
    for (const count of strata) {
      let total = 0
      for (let block = start; block < start + count; block++)
        total += (drawn[first + block] ?? 0) * (units[block] ?? 0)
      for (let block = start; block < start + count; block++)
        drawn[first + block] = ((drawn[first + block] ?? 0) * share) / (total * strata.length)
      start += count
    }
  }
  return multiplyByTransposed(
    { rows: drawn.length / blocks, width: blocks, values: drawn },
    { rows: table.vectors, width: blocks, values: table.sums },
  )
}

/**
 * Draws clusters with replacement within each stratum and forms the stratified means of several value vectors
 * from the same draw, so that what is computed from them keeps its covariance.
 * @param vectors value vectors, one value per unit each.
 * @param key names the benchmark: equal keys give equal draws for every checkpoint.
 * Returns `means[replicate][vector]`.
 */
export function bootstrapMeans(
  vectors: readonly ArrayLike<number>[],
  design: Design,
  key: string,
  replicates = bootstrapReplicates,
): Float64Array[] {
  const means = resampleMeans(sumClusters(vectors, design), key, replicates)
  const { length } = vectors
  return Array.from({ length: replicates }, (_, at) => means.subarray(at * length, (at + 1) * length))
}

/** The 2.5 and 97.5 percentiles of bootstrap replicates. @throws TooFew without a replicate. */
export function percentileInterval(replicates: ArrayLike<number>): Interval {
  if (replicates.length === 0)
    throw new TooFew(
      tooFew('resamples with a value', 0, 1),
      'an interval needs 1 resample with a value, there are 0',
    )
  const sorted = Float64Array.from(replicates).sort()
  const at = (share: number) => {
    const position = share * (sorted.length - 1)
    const below = Math.floor(position)
    const above = Math.min(below + 1, sorted.length - 1)
    const lower = sorted[below] ?? 0
    return lower + (position - below) * ((sorted[above] ?? 0) - lower)
  }
  return { low: at(0.025), high: at(0.975) }
}

/**
 * Percentile interval of a quantity in [0, 1]. Where no resample differs (everything was kept, or everything lost) it
 * would have no width: Wilson's on the number of clusters stands in, as for any mean of 0 or 1 (measurement 2.1). So it
 * does where no replicate has a value.
 * @param replicates those that are not NaN count.
 */
export function boundedInterval(value: number, replicates: Float64Array, clusters: number): Interval {
  const finite = replicates.filter(Number.isFinite)
  if (finite.length === 0) return wilson(value, clusters)
  const interval = percentileInterval(finite)
  return interval.low === interval.high ? wilson(value, clusters) : interval
}
