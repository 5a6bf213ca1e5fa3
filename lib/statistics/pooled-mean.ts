import { isNotEnough, type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { type BoardBenchmark, poolBoard } from './board-benchmark'
import { measurePool } from './measured-pool'
import { usableError } from './stratified-mean'

/** Unweighted mean of one row over benchmarks that share pictures. */
export interface PooledMean {
  readonly value: number
  readonly se: number
  readonly df: number
  readonly clusters: number
}

/**
 * The macro mean of a board's row with the error that the tests of its pairs build on: what benchmarks have in common is
 * summed cluster by cluster before it is squared (measurement 2.6). @param benchmarks of one row.
 */
export function pooledMean(benchmarks: readonly BoardBenchmark[]): PooledMean | NotEnoughData {
  const pools = poolBoard(benchmarks)
  if (isNotEnough(pools)) return pools
  const measured = pools.map(measurePool)
  const variance = measured.reduce((sum, { variances: [own] }) => sum + own, 0)
  const squares = measured.reduce((sum, { variances: [own], df }) => sum + own ** 2 / df, 0)
  const se = usableError(Math.sqrt(variance) / benchmarks.length)
  if (se === null) return tooFew('clusters that differ', 0, 2)
  return {
    value: measured.reduce((sum, { means }) => sum + means[0], 0) / benchmarks.length,
    se,
    df: variance ** 2 / squares,
    clusters: pools.reduce((sum, { clusters }) => sum + clusters, 0),
  }
}
