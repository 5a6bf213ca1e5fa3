import type { BoardPool } from './board-benchmark'
import { innerProducts } from './matrix-product'
import { clusteredMean } from './stratified-mean'

/** What a pool adds to the macro means of all rows, and all covariances of that. */
export interface MeasuredPool {
  readonly means: readonly number[]
  /** `[rows][rows]` */
  readonly covariances: Float64Array
  readonly rows: number
  readonly clusters: number
  readonly df: number
}

/** The members' means summed, and the products of what each cluster adds to them, in whichever members it is. */
export function measurePool({ members, clusters, df }: BoardPool): MeasuredPool {
  const rows = members[0].vectors.length
  const values = new Float64Array(rows * clusters)
  const means = new Array<number>(rows).fill(0)
  for (const { vectors, design } of members)
    vectors.forEach((vector, row) => {
      const { mean, contributions } = clusteredMean(vector, design)
      means[row] += mean
      const own = values.subarray(row * clusters, (row + 1) * clusters)
      for (let cluster = 0; cluster < clusters; cluster++) own[cluster] += contributions[cluster]
    })
  const covariances = innerProducts({ rows, width: clusters, values })
  return { means, covariances, rows, clusters, df }
}
