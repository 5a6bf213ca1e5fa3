import { type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { bootstrapReplicates, drawClusters, percentileInterval } from './cluster-bootstrap'
import type { Interval } from './intervals'
import { multiplyByTransposed } from './matrix-product'
import { type Design, stratifiedMean } from './stratified-mean'

/** One benchmark of a macro average. */
export interface MacroBenchmark {
  /** One finite value per unit. */
  readonly values: ArrayLike<number>
  /** Its clusters are numbered over all benchmarks, equal where they share pictures: see `clusterByKeys`. */
  readonly design: Design
}

export interface MacroEstimate extends Interval {
  readonly value: number
  readonly se: number
  readonly benchmarks: number
  readonly clusters: number
}

/** Fewer clusters than this have no distribution to be resampled from. */
const fewestClusters = 2

/**
 * Unweighted mean over benchmarks that share pictures, with the cluster bootstrap's error: a picture that is drawn is
 * drawn in every benchmark that has it (measurement 2.6). Where none share any, `macroMean` of their estimates is exact.
 * Resamples that leave a stratum empty do not count.
 */
export function jointMacro(
  benchmarks: readonly MacroBenchmark[],
  key: string,
  replicates = bootstrapReplicates,
): MacroEstimate | NotEnoughData {
  if (benchmarks.length === 0) return tooFew('benchmarks', 0, 1)
  const empty = benchmarks.find(({ design }) => design.stratum.length === 0)
  if (empty) return tooFew('units of a benchmark', 0, 1)
  const clusters =
    1 + Math.max(...benchmarks.map(({ design }) => design.cluster.reduce((a, b) => Math.max(a, b), 0)))
  const present = new Set(benchmarks.flatMap(({ design }) => [...design.cluster])).size
  if (present < fewestClusters) return tooFew('clusters', present, fewestClusters)

  const strata = benchmarks.flatMap(benchmark => sumStrata(benchmark, clusters, 1 / benchmarks.length))
  const drawn = { rows: replicates, width: clusters, values: drawClusters([clusters], key, replicates) }
  const totals = (of: (stratum: StratumSums) => Float64Array) =>
    multiplyByTransposed(drawn, { rows: strata.length, width: clusters, values: joined(strata.map(of)) })
  const sums = totals(({ sums }) => sums)
  const units = totals(({ units }) => units)
  const means = Array.from({ length: replicates }, (_, replicate) =>
    strata.reduce((mean, { weight }, at) => {
      const place = replicate * strata.length + at
      return mean + (weight * (sums[place] ?? 0)) / (units[place] ?? 0)
    }, 0),
  ).filter(Number.isFinite)
  if (means.length < fewestClusters)
    return tooFew('resamples with every stratum', means.length, fewestClusters)
  return {
    value:
      benchmarks.reduce((sum, one) => sum + stratifiedMean(one.values, one.design).mean, 0) /
      benchmarks.length,
    se: deviation(means),
    ...percentileInterval(means),
    benchmarks: benchmarks.length,
    clusters: present,
  }
}

/** One stratum of a benchmark: per cluster the sum of its values and its units, and what the stratum's mean weighs. */
interface StratumSums {
  readonly sums: Float64Array
  readonly units: Float64Array
  readonly weight: number
}

function sumStrata({ values, design }: MacroBenchmark, clusters: number, share: number): StratumSums[] {
  const strata = Array.from({ length: design.strata }, () => ({
    sums: new Float64Array(clusters),
    units: new Float64Array(clusters),
    weight: share / design.strata,
  }))
  design.stratum.forEach((at, unit) => {
    const own = strata[at]
    const cluster = design.cluster[unit] ?? 0
    if (!own) return
    own.sums[cluster] = (own.sums[cluster] ?? 0) + (values[unit] ?? 0)
    own.units[cluster] = (own.units[cluster] ?? 0) + 1
  })
  return strata
}

function joined(vectors: readonly Float64Array[]): Float64Array {
  return Float64Array.from(vectors.flatMap(vector => [...vector]))
}

/** Sample standard deviation. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
