import { bootstrapReplicates } from '../../statistics/cluster-bootstrap'
import { clusterDrawer } from '../../statistics/cluster-drawer'
import { multiplyByTransposed } from '../../statistics/matrix-product'
import { type PoissonDrawer, poissonDrawer } from '../../statistics/poisson-draws'
import { type Design, numberAnew } from '../../statistics/stratified-mean'

/** Units of one benchmark, to be resampled with everything computed from them. */
export interface ResampledUnits {
  /** Names benchmark and edition: without pictures, equal keys and designs give equal draws, for every checkpoint. */
  readonly key: string
  readonly design: Design
  /** Names that are the same in every benchmark; see `UnitScores`. */
  readonly pictures?: readonly (readonly string[])[] | undefined
  /** One value per unit each, NaN where the unit was not asked; equal vectors may stand here more than once. */
  readonly vectors: readonly Float64Array[]
}

/** A benchmark as rows: what one cluster has in one stratum, stratum by stratum. */
interface RowsOfUnits {
  readonly rowOf: Int32Array
  /** What each row is drawn with. */
  readonly drawnAs: Int32Array
  /** First row of every stratum, and the end. */
  readonly starts: readonly number[]
  /** How many are drawn, and how: overwrites `[resamples][drawn]` from the resample `first` on. */
  readonly drawn: number
  readonly draw: PoissonDrawer
}

/**
 * The stratified mean of every vector in every resample of the clusters, over the units it asked. All vectors of all
 * benchmarks meet the same draws, so that what is computed from them keeps its covariance (measurement 2.6, 3): how often
 * a cluster is drawn hangs on its pictures alone, hence neither on the checkpoint nor on what else it was asked.
 * Returns `[benchmarks][vectors][replicates]`; NaN where a resample leaves a stratum without a unit that was asked.
 */
export function resampleUnits(
  benchmarks: readonly ResampledUnits[],
  replicates = bootstrapReplicates,
): Float64Array[][] {
  return benchmarks.map(units => {
    const means = units.vectors.map(() => new Float64Array(replicates))
    const rows = units.pictures ? drawnByPicture(units, units.pictures) : drawnByKey(units)
    const groups = askedAlike(units, rows, means)
    const counts = new Uint16Array(chunk * rows.drawn)
    // A few resamples at a time, so that their weights stay in the cache.
    for (let first = 0; first < replicates; first += chunk) {
      const resamples = Math.min(chunk, replicates - first)
      rows.draw(first, resamples, counts)
      for (const group of groups) {
        for (let at = 0; at < resamples; at++)
          weighRows(group, counts.subarray(at * rows.drawn, (at + 1) * rows.drawn), at)
        writeMeans(group, first, resamples)
      }
    }
    return means
  })
}

/**
 * Clusters by the first of their pictures' names, so that a picture is drawn in every benchmark that has it. Of clusters
 * of several pictures that overlap without having the first in common, each is drawn by itself.
 */
function drawnByPicture(
  { key, design }: ResampledUnits,
  pictures: readonly (readonly string[])[],
): RowsOfUnits {
  const names = new Map<number, string>()
  design.cluster.forEach((own, unit) => {
    for (const name of pictures[unit]) {
      const known = names.get(own)
      if (known === undefined || name < known) names.set(own, name)
    }
  })
  const { rowOf, clusterOf, starts } = numberRows(design)
  const nameOf = Array.from(clusterOf, own => names.get(own) ?? `${key} ${own}`)
  const [drawnAs, drawn] = numberAnew(nameOf)
  return { rowOf, drawnAs, starts, drawn, draw: poissonDrawer([...new Set(nameOf)]) }
}

/** As many of each stratum's clusters as it has, with replacement. */
function drawnByKey({ key, design }: ResampledUnits): RowsOfUnits {
  const { rowOf, clusterOf, starts } = numberRows(design)
  const sizes = starts.slice(1).map((end, stratum) => end - starts[stratum])
  const draw = clusterDrawer(sizes, key)
  const drawn = clusterOf.length
  return {
    rowOf,
    drawnAs: Int32Array.from(clusterOf, (_, row) => row),
    starts,
    drawn,
    draw: (_, rows, counts) => {
      for (let at = 0; at < rows; at++) draw(counts.subarray(at * drawn, (at + 1) * drawn))
    },
  }
}

/** Numbers what each cluster has in each stratum, stratum by stratum, in order of first appearance. */
function numberRows({ cluster, stratum, strata }: Design) {
  const found = Array.from({ length: strata }, () => new Map<number, number>())
  cluster.forEach((own, unit) => {
    const rows = found[stratum[unit]]
    if (!rows.has(own)) rows.set(own, rows.size)
  })
  const starts = [0]
  for (const rows of found) starts.push(starts[starts.length - 1] + rows.size)
  const rowOf = Int32Array.from(cluster, (own, unit) => {
    const at = stratum[unit]
    return starts[at] + (found[at].get(own) ?? 0)
  })
  return { rowOf, clusterOf: Int32Array.from(found.flatMap(rows => [...rows.keys()])), starts }
}

/** Vectors of one benchmark that asked the same units, so that a resample weighs them alike. */
interface VectorGroup {
  /** Where each vector's means go. */
  readonly means: readonly (readonly Float64Array[])[]
  /** `[vectors][rows]` */
  readonly sums: Float64Array
  readonly drawnAs: Int32Array
  /** Units of each row that were asked. */
  readonly asked: Float64Array
  /** The strata in which some were. */
  readonly strata: readonly { readonly start: number; readonly end: number }[]
  /** `[chunk][rows]`: what a row weighs in a resample's mean. */
  readonly weights: Float64Array
}

const chunk = 128

function askedAlike(
  units: ResampledUnits,
  { rowOf, drawnAs, starts }: RowsOfUnits,
  means: readonly Float64Array[],
): VectorGroup[] {
  const places = Map.groupBy(units.vectors.keys(), at => units.vectors[at])
  return [...Map.groupBy(places.keys(), askedUnits).values()].map(vectors => {
    const rows = drawnAs.length
    const asked = new Float64Array(rows)
    rowOf.forEach((row, unit) => {
      if (!Number.isNaN(vectors[0][unit])) asked[row]++
    })
    return {
      means: vectors.map(vector => (places.get(vector) ?? []).map(at => means[at])),
      sums: rowSums(vectors, rowOf, rows),
      drawnAs,
      asked,
      strata: starts
        .slice(1)
        .map((end, stratum) => ({ start: starts[stratum], end }))
        .filter(({ start, end }) => asked.subarray(start, end).some(count => count > 0)),
      weights: new Float64Array(chunk * rows),
    }
  })
}

/** Names the units that a vector asked. */
function askedUnits(vector: Float64Array): string {
  return Array.from(vector, value => (Number.isNaN(value) ? '0' : '1')).join('')
}

/** Sums of the vectors over the units of each row that were asked: `[vectors][rows]`. */
function rowSums(vectors: readonly Float64Array[], rowOf: Int32Array, rows: number): Float64Array {
  const sums = new Float64Array(vectors.length * rows)
  vectors.forEach((vector, at) => {
    rowOf.forEach((row, unit) => {
      const value = vector[unit]
      if (!Number.isNaN(value)) sums[at * rows + row] += value
    })
  })
  return sums
}

/** @param counts of the clusters drawn; @param replicate row of the weights. */
function weighRows(
  { drawnAs, asked, strata, weights }: VectorGroup,
  counts: Uint16Array,
  replicate: number,
): void {
  const rows = drawnAs.length
  const first = replicate * rows
  for (const { start, end } of strata) {
    let units = 0
    for (let row = start; row < end; row++) units += counts[drawnAs[row]] * asked[row]
    const scale = units > 0 ? 1 / (units * strata.length) : Number.NaN
    for (let row = start; row < end; row++) weights[first + row] = counts[drawnAs[row]] * scale
  }
}

/** Writes the means of `replicates` resamples, from the `first` on. */
function writeMeans({ means, sums, drawnAs, weights }: VectorGroup, first: number, replicates: number): void {
  const width = drawnAs.length
  const products = multiplyByTransposed(
    { rows: means.length, width, values: sums },
    { rows: replicates, width, values: weights },
  )
  means.forEach((targets, vector) => {
    const own = products.subarray(vector * replicates, (vector + 1) * replicates)
    for (const target of targets) target.set(own, first)
  })
}
