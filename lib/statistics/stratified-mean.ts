import { type NotEnoughData, TooFew, tooFew } from '../domain/not-enough-data'

/**
 * How the units of one benchmark belong together. A benchmark without strata has the single stratum 0; one
 * without clusters gives each unit its own.
 */
export interface Design {
  /** Stratum of each unit, 0..strata-1. The score is the unweighted mean of the strata's means. */
  readonly stratum: Int32Array
  readonly strata: number
  /** Cluster of each unit, 0..clusters-1: units of one cluster are not independent. */
  readonly cluster: Int32Array
  readonly clusters: number
}

export interface MeanWithError {
  readonly mean: number
  /** Clustered standard error; null with fewer than two clusters in a stratum, or no degree of freedom. */
  readonly se: number | null
  readonly n: number
  readonly clusters: number
  /** Degrees of freedom of the t interval: clusters less strata. */
  readonly df: number
}

/** Design in which every unit stands alone, or in the clusters given. @param cluster cluster of each unit. */
export function flatDesign(units: number, cluster?: ArrayLike<number>): Design {
  const clusters = cluster ? Int32Array.from(cluster) : Int32Array.from({ length: units }, (_, unit) => unit)
  return {
    stratum: new Int32Array(units),
    strata: 1,
    cluster: clusters,
    clusters: new Set(clusters).size,
  }
}

/** The design of some of the units, their strata and clusters numbered anew. @param units places in `design`. */
export function restrictDesign(design: Design, units: readonly number[]): Design {
  const [stratum, strata] = numberAnew(units.map(unit => design.stratum[unit] ?? 0))
  const [cluster, clusters] = numberAnew(units.map(unit => design.cluster[unit] ?? 0))
  return { stratum, strata, cluster, clusters }
}

/** Numbers labels 0, 1, … in order of first appearance. Returns them with how many there are. */
export function numberAnew(labels: readonly (string | number)[]): [Int32Array, number] {
  const known = new Map<string | number, number>()
  const numbers = Int32Array.from(labels, label => {
    const number = known.get(label) ?? known.size
    known.set(label, number)
    return number
  })
  return [numbers, known.size]
}

/**
 * A standard error to build an interval on, or null: there is none with too few clusters, nor where all values are equal
 * (a sum of equal deviations leaves a rounding error, not a variance).
 */
export function usableError(se: number | null): number | null {
  return se === null || se < 1e-9 ? null : se
}

function finiteCount(values: ArrayLike<number>, n: number): number {
  let finite = 0
  for (let unit = 0; unit < n; unit++) if (Number.isFinite(values[unit])) finite += 1
  return finite
}

/**
 * Why a design leaves no error to be estimated: no unit, one cluster in some stratum, or no degree of freedom; null where
 * it leaves one.
 */
export function clustersMissing({ stratum, strata, cluster, clusters }: Design): NotEnoughData | null {
  if (stratum.length === 0) return tooFew('units', 0, 1)
  if (clusters <= strata) return tooFew('clusters', clusters, strata + 1)
  const members = Array.from({ length: strata }, () => new Set<number>())
  stratum.forEach((at, unit) => {
    members[at]?.add(cluster[unit] ?? 0)
  })
  const fewest = Math.min(...members.map(({ size }) => size))
  return fewest < 2 ? tooFew('clusters of every stratum', fewest, 2) : null
}

/** A mean with what each cluster adds to its error: the squares of the contributions sum to the variance. */
export interface ClusteredMean {
  readonly mean: number
  /** One per cluster. Products of two value vectors' contributions sum to the covariance of their means. */
  readonly contributions: Float64Array
  /** Whether they amount to a variance: each stratum has two clusters, and a degree of freedom is left. */
  readonly enough: boolean
}

/**
 * Mean over strata of the means over units, with its cluster-robust error: measurement 2.1 within one stratum (factor
 * G/(G-1)), the sum over strata of 2.2 between them. A cluster that reaches into two strata keeps its covariance.
 * @param values one finite value per unit.
 * @throws TooFew without a unit, or where a value is not finite.
 */
export function clusteredMean(values: ArrayLike<number>, design: Design): ClusteredMean {
  const { stratum, strata, cluster, clusters } = design
  const n = stratum.length
  if (n === 0) throw new TooFew(tooFew('units', 0, 1), 'a mean needs 1 unit, there are 0')
  const counts = new Float64Array(strata)
  const sums = new Float64Array(strata)
  const clustersOf = Array.from({ length: strata }, () => new Set<number>())
  for (let unit = 0; unit < n; unit++) {
    const value = values[unit] ?? Number.NaN
    if (!Number.isFinite(value))
      throw new TooFew(
        tooFew('units with a value', finiteCount(values, n), n),
        `unit ${unit} of ${n} has no value to average (${value})`,
      )
    const at = stratum[unit] ?? 0
    counts[at] = (counts[at] ?? 0) + 1
    sums[at] = (sums[at] ?? 0) + value
    clustersOf[at]?.add(cluster[unit] ?? 0)
  }
  const means = sums.map((sum, at) => sum / (counts[at] ?? 0))
  const enough = clusters > strata && clustersOf.every(members => members.size >= 2)
  const scale = counts.map((count, at) => {
    const g = clustersOf[at]?.size ?? 0
    return Math.sqrt(g / Math.max(1, g - 1)) / (strata * count)
  })
  const contributions = new Float64Array(clusters)
  for (let unit = 0; unit < n; unit++) {
    const at = stratum[unit] ?? 0
    const own = cluster[unit] ?? 0
    const deviation = (values[unit] ?? 0) - (means[at] ?? 0)
    contributions[own] = (contributions[own] ?? 0) + deviation * (scale[at] ?? 0)
  }
  return { mean: means.reduce((sum, mean) => sum + mean, 0) / strata, contributions, enough }
}

/** The mean with its clustered standard error; see `clusteredMean`. @throws TooFew, as it does. */
export function stratifiedMean(values: ArrayLike<number>, design: Design): MeanWithError {
  const { mean, contributions, enough } = clusteredMean(values, design)
  const variance = contributions.reduce((sum, part) => sum + part * part, 0)
  return {
    mean,
    se: enough ? Math.sqrt(variance) : null,
    n: design.stratum.length,
    clusters: design.clusters,
    df: design.clusters - design.strata,
  }
}
