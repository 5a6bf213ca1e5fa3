import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf'
import tCdf from '@stdlib/stats-base-dists-t-cdf'
import { type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { type Interval, tInterval, wilson } from './intervals'
import { powerFactor } from './power'
import { type Design, stratifiedMean, usableError } from './stratified-mean'

export interface PairedDifference extends Interval {
  readonly difference: number
  readonly se: number
  /** Two-sided p of the t test, not adjusted. */
  readonly p: number
  /** 90 % interval: inside the margin of equivalence, TOST at 5 % holds. */
  readonly inner: Interval
  /** Smallest difference found with power 0.8 at 5 % (measurement 2.11). */
  readonly detectable: number
}

/** Of one nothing can be told apart from chance. */
const fewestClusters = 2

/**
 * Paired difference perturbed - reference over the units of a benchmark (measurement 2.3).
 * Where every unit changed alike (most often: not at all), or some stratum has one cluster, there is no variance to
 * build on: the interval is then the Wilson bound on the share of clusters that could have changed, both ways, and
 * p is that of the sign test over clusters.
 * @param differences one value per unit, in [-1, 1].
 * @returns not-enough-data below two clusters. @throws TooFew where a difference is not finite.
 */
export function pairedDifference(
  differences: ArrayLike<number>,
  design: Design,
): PairedDifference | NotEnoughData {
  if (design.stratum.length === 0) return tooFew('units', 0, 1)
  if (design.clusters < fewestClusters) return tooFew('clusters', design.clusters, fewestClusters)
  const { mean, se: clustered, df, clusters } = stratifiedMean(differences, design)
  const se = usableError(clustered)
  if (se === null) {
    const around = (level: number): Interval => {
      const bound = wilson(0, clusters, level).high
      return { low: Math.max(-1, mean - bound), high: Math.min(1, mean + bound) }
    }
    return {
      difference: mean,
      se: 0,
      ...around(0.95),
      inner: around(0.9),
      p: signTest(differences, design),
      detectable: wilson(0, clusters).high,
    }
  }
  return {
    difference: mean,
    se,
    ...tInterval(mean, se, df),
    inner: tInterval(mean, se, df, 0.9),
    p: twoSidedP(mean / se, df),
    detectable: powerFactor * se,
  }
}

/** Two-sided p of a t statistic. */
export function twoSidedP(t: number, df: number): number {
  return 2 * tCdf(-Math.abs(t), df)
}

/** Exact two-sided sign test over the clusters' sums. Returns p. */
function signTest(differences: ArrayLike<number>, { cluster, clusters }: Design): number {
  const sums = new Float64Array(clusters)
  cluster.forEach((own, unit) => {
    sums[own] = (sums[own] ?? 0) + (differences[unit] ?? 0)
  })
  return mcnemar(sums.filter(sum => sum < 0).length, sums.filter(sum => sum > 0).length)
}

/** Exact two-sided McNemar test. @param lost right -> wrong; @param gained wrong -> right. Returns p. */
export function mcnemar(lost: number, gained: number): number {
  const discordant = lost + gained
  if (discordant === 0) return 1
  return Math.min(1, 2 * binomialCdf(Math.min(lost, gained), discordant, 0.5))
}
