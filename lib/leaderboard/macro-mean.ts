import type { Estimate } from '../domain/cell'
import { type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { tInterval } from '../statistics/intervals'
import { standardError } from './chance-correction'

/**
 * Unweighted mean of benchmarks' estimates; the benchmarks are taken as fixed and independent: SE = √Σ(SE_b / B)²
 * (measurement 2.6). Degrees of freedom by Welch and Satterthwaite from clusters less one.
 * @param estimates one per benchmark, on one scale. Returns it with the units and clusters of all benchmarks.
 * @returns not-enough-data without any, or where none has an error: an interval without a width would be no interval.
 */
export function macroMean(estimates: readonly Estimate[]): Estimate | NotEnoughData {
  const count = estimates.length
  if (count === 0) return tooFew('benchmarks', 0, 1)
  const total = (of: (estimate: Estimate) => number) => estimates.reduce((sum, one) => sum + of(one), 0)
  const share = (one: Estimate) => (standardError(one) / count) ** 2
  const value = total(one => one.value) / count
  const variance = total(share)
  if (!(variance > 0)) return tooFew('benchmarks with a standard error', 0, 1)
  const df = variance ** 2 / total(one => share(one) ** 2 / Math.max(1, one.clusters - 1))
  const se = Math.sqrt(variance)
  return {
    value,
    se,
    ...tInterval(value, se, df),
    n: total(one => one.n),
    clusters: total(one => one.clusters),
    method: 't-clustered',
  }
}
