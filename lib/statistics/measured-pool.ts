import type { BoardPool } from './board-benchmark'
import { innerProducts, multiplyByTransposed } from './matrix-product'
import { clusteredMean } from './stratified-mean'

/** What a pool adds to the macro means of all rows. */
export interface MeasuredPool {
  readonly means: readonly number[]
  /** `[rows][clusters]`: what each cluster adds to a mean's error, in whichever members it is. */
  readonly contributions: Float64Array
  /** Of the means. */
  readonly variances: Float64Array
  readonly clusters: number
  readonly df: number
}

/** The members' means summed, with their errors. */
export function measurePool({ members, clusters, df }: BoardPool): MeasuredPool {
  const rows = members[0].vectors.length
  const contributions = new Float64Array(rows * clusters)
  const means = new Array<number>(rows).fill(0)
  for (const { vectors, design } of members)
    vectors.forEach((vector, row) => {
      const found = clusteredMean(vector, design)
      means[row] += found.mean
      const own = contributions.subarray(row * clusters, (row + 1) * clusters)
      for (let cluster = 0; cluster < clusters; cluster++) own[cluster] += found.contributions[cluster]
    })
  const variances = Float64Array.from(means, (_, row) =>
    contributions.subarray(row * clusters, (row + 1) * clusters).reduce((sum, part) => sum + part * part, 0),
  )
  return { means, contributions, variances, clusters, df }
}

/** Covariances of some rows' means with those of all, the same numbers whichever they are. Returns `[some][rows]`. */
export function covariancesOf(
  { means, contributions, clusters }: MeasuredPool,
  some: readonly number[],
): Float64Array {
  const all = { rows: means.length, width: clusters, values: contributions }
  if (some.length === means.length) return innerProducts(all)
  const values = new Float64Array(some.length * clusters)
  some.forEach((row, at) => {
    values.set(contributions.subarray(row * clusters, (row + 1) * clusters), at * clusters)
  })
  return multiplyByTransposed({ rows: some.length, width: clusters, values }, all)
}
