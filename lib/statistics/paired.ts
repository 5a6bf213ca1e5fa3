import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf'
import tCdf from '@stdlib/stats-base-dists-t-cdf'
import { type Interval, tInterval, wilson } from './intervals'
import { type Design, stratifiedMean } from './stratified-mean'

export interface PairedDifference extends Interval {
  readonly difference: number
  readonly se: number
  /** Two-sided p of the t test, not adjusted. */
  readonly p: number
  /** 90 % interval: inside the margin of equivalence, TOST at 5 % holds. */
  readonly inner: Interval
  /** Smallest difference found with power 0.8 at 5 %: 2.80 SE (measurement 2.11). */
  readonly detectable: number
}

/** (z_.975 + z_.8): the factor between a standard error and the smallest detectable difference. */
const powerFactor = 2.8

/**
 * Paired difference perturbed - reference over the units of a benchmark (measurement 2.3).
 * Where no unit changed at all, or one cluster is all there is, there is no variance to build on: the interval
 * is then the Wilson bound on the share of clusters that could have changed, both ways.
 * @param differences one value per unit, in [-1, 1].
 */
export function pairedDifference(differences: ArrayLike<number>, design: Design): PairedDifference {
  const { mean, se, df, clusters } = stratifiedMean(differences, design)
  if (Number.isNaN(se) || se === 0) {
    const bound = wilson(0, clusters).high
    const interval = { low: Math.max(-1, mean - bound), high: Math.min(1, mean + bound) }
    const constant = mean !== 0 && clusters >= 2
    return {
      difference: mean,
      se: 0,
      ...interval,
      inner: interval,
      p: constant ? 2 ** -clusters : 1,
      detectable: bound,
    }
  }
  return {
    difference: mean,
    se,
    ...tInterval(mean, se, df),
    inner: tInterval(mean, se, df, 0.9),
    p: 2 * tCdf(-Math.abs(mean / se), df),
    detectable: powerFactor * se,
  }
}

/** Exact two-sided McNemar test. @param lost right -> wrong; @param gained wrong -> right. Returns p. */
export function mcnemar(lost: number, gained: number): number {
  const discordant = lost + gained
  if (discordant === 0) return 1
  return Math.min(1, 2 * binomialCdf(Math.min(lost, gained), discordant, 0.5))
}
