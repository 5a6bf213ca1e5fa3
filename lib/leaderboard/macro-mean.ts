import type { Estimate } from '../domain/cell'
import { tInterval } from '../statistics/intervals'
import { standardError } from './chance-correction'

/**
 * Unweighted mean of benchmarks' estimates; the benchmarks are taken as fixed and independent: SE = √Σ(SE_b / B)²
 * (measurement 2.6). Degrees of freedom by Welch and Satterthwaite from clusters less one.
 * @param estimates one per benchmark, on one scale. Returns it with the units and clusters of all benchmarks.
 * @throws Error without any.
 */
export function macroMean(estimates: readonly Estimate[]): Estimate {
  const count = estimates.length
  if (count === 0) throw new Error('a mean over no benchmark')
  const total = (of: (estimate: Estimate) => number) => estimates.reduce((sum, one) => sum + of(one), 0)
  const share = (one: Estimate) => (standardError(one) / count) ** 2
  const value = total(one => one.value) / count
  const variance = total(share)
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
