import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import { isNotEnough, type NotEnoughData, tooFew } from '../domain/not-enough-data'
import type { Interval } from './intervals'
import { twoSidedP } from './paired'

/** A correlation over checkpoints with its 95 % interval. */
export interface Correlation extends Interval {
  readonly value: number
  readonly n: number
  /** Two-sided p of the t test on n - 2 degrees of freedom. */
  readonly p: number
  /** False below eight checkpoints: the value may be shown, nothing may be said of it (measurement 1.5). */
  readonly claimable: boolean
}

const fewestForClaim = 8
/** Fisher's z has the error 1 / √(n - 3). */
const fewestForInterval = 4

/**
 * Pearson's or Spearman's correlation with Fisher's interval (measurement 1.5). Pairs with a missing value (NaN) do not
 * count. @param x, y one value per checkpoint.
 */
export function correlate(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  kind: 'pearson' | 'spearman',
): Correlation | NotEnoughData {
  const pairs = finitePairs(x, y)
  const n = pairs.x.length
  if (n < fewestForInterval) return tooFew('checkpoints', n, fewestForInterval)
  const value = kind === 'pearson' ? pearson(pairs.x, pairs.y) : spearman(pairs.x, pairs.y)
  if (isNotEnough(value)) return value
  const t = value * Math.sqrt((n - 2) / Math.max(0, 1 - value * value))
  return {
    value,
    ...fisherInterval(value, n, kind),
    n,
    p: twoSidedP(t, n - 2),
    claimable: n >= fewestForClaim,
  }
}

/** Pearson's r. @param x, y finite, of equal length. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number | NotEnoughData {
  const n = x.length
  if (n < 2) return tooFew('pairs', n, 2)
  const deviationsX = deviations(x)
  const deviationsY = deviations(y)
  const spread = Math.sqrt(product(deviationsX, deviationsX) * product(deviationsY, deviationsY))
  if (!(spread > 0)) return tooFew('different values', 1, 2)
  // Rounding must not leave a perfect correlation outside [-1, 1].
  return Math.max(-1, Math.min(1, product(deviationsX, deviationsY) / spread))
}

/** Spearman's rho: Pearson's r of the ranks, equal values at their mean rank. @param x, y finite, of equal length. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number | NotEnoughData {
  return pearson(meanRanks(x), meanRanks(y))
}

/**
 * Fisher's z interval of a correlation, 95 % (Fisher 1915); for ranks the variance of z is 1.06 times as large (Fieller,
 * Hartley and Pearson 1957). @param n pairs, at least 4.
 */
export function fisherInterval(r: number, n: number, kind: 'pearson' | 'spearman' = 'pearson'): Interval {
  const variance = (kind === 'pearson' ? 1 : 1.06) / (n - 3)
  const half = normalQuantile(0.975, 0, 1) * Math.sqrt(variance)
  return { low: Math.tanh(Math.atanh(r) - half), high: Math.tanh(Math.atanh(r) + half) }
}

/**
 * Kendall's tau-b (Kendall 1945): concordant less discordant pairs, over the geometric mean of the pairs untied in each.
 * @param x, y finite, of equal length; quadratic in it.
 */
export function kendallTauB(x: ArrayLike<number>, y: ArrayLike<number>): number | NotEnoughData {
  const n = x.length
  if (n < 2) return tooFew('pairs', n, 2)
  let balance = 0
  let untiedX = 0
  let untiedY = 0
  for (let one = 0; one < n; one++)
    for (let other = 0; other < one; other++) {
      const signX = Math.sign((x[one] ?? 0) - (x[other] ?? 0))
      const signY = Math.sign((y[one] ?? 0) - (y[other] ?? 0))
      balance += signX * signY
      untiedX += signX * signX
      untiedY += signY * signY
    }
  if (untiedX === 0 || untiedY === 0) return tooFew('different values', 1, 2)
  return balance / Math.sqrt(untiedX * untiedY)
}

function finitePairs(x: ArrayLike<number>, y: ArrayLike<number>): { x: number[]; y: number[] } {
  const both = Array.from(x, (_, at) => at).filter(at => Number.isFinite(x[at]) && Number.isFinite(y[at]))
  return { x: both.map(at => x[at] ?? 0), y: both.map(at => y[at] ?? 0) }
}

function meanRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, at) => at).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks = new Float64Array(values.length)
  for (let first = 0; first < order.length; ) {
    const value = values[order[first] ?? 0]
    let end = first
    while (end < order.length && values[order[end] ?? 0] === value) end += 1
    for (const at of order.slice(first, end)) ranks[at] = (first + 1 + end) / 2
    first = end
  }
  return ranks
}

function deviations(values: ArrayLike<number>): number[] {
  const all = Array.from(values)
  const first = all[0] ?? 0
  // Equal values have no deviation at all: a mean of them may be off by rounding.
  if (all.every(value => value === first)) return all.map(() => 0)
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length
  return all.map(value => value - mean)
}

function product(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0)
}
