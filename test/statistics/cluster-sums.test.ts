import { expect, test } from 'vitest'
import { sumClusters } from '#lib/statistics/cluster-sums'

test('sums each vector over the clusters of each stratum, stratum by stratum', () => {
  const design = {
    stratum: Int32Array.of(1, 0, 1, 0, 0, 1),
    strata: 2,
    cluster: Int32Array.of(4, 4, 2, 0, 4, 4),
    clusters: 3,
  }
  const table = sumClusters(
    [
      [1, 2, 4, 8, 16, 32],
      [1, 1, 1, 1, 1, 0],
    ],
    design,
  )
  // Stratum 0 has clusters 4 and 0, stratum 1 has 4 and 2.
  expect(table).toEqual({
    vectors: 2,
    strata: [2, 2],
    units: Float64Array.of(2, 1, 2, 1),
    sums: Float64Array.of(18, 8, 33, 4, 2, 1, 1, 1),
  })
})
