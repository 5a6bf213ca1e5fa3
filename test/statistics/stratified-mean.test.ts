import { describe, expect, test } from 'vitest'
import { clusteredMean, flatDesign, restrictDesign, stratifiedMean } from '#lib/statistics/stratified-mean'

const design = {
  stratum: Int32Array.of(0, 0, 0, 0, 1, 1),
  strata: 2,
  cluster: Int32Array.of(0, 1, 2, 3, 4, 5),
  clusters: 6,
}

describe('stratifiedMean', () => {
  test('weighs strata equally, however many units they have', () => {
    expect(stratifiedMean([1, 1, 1, 1, 0, 0], design).mean).toBe(0.5)
  })

  test('sums the variances of the strata', () => {
    const { se, df } = stratifiedMean([1, 1, 0, 0, 1, 0], design)
    // s² is 1/3 over 4 units and 1/2 over 2; each stratum weighs a half.
    expect(se).toBeCloseTo(Math.sqrt((1 / 3 / 4 + 1 / 2 / 2) / 4), 12)
    expect(df).toBe(4)
  })

  test('keeps the covariance of a cluster that reaches into two strata', () => {
    const values = [1, 0, 1, 0]
    const split = {
      stratum: Int32Array.of(0, 0, 1, 1),
      strata: 2,
      cluster: Int32Array.of(0, 1, 2, 3),
      clusters: 4,
    }
    const joined = { ...split, cluster: Int32Array.of(0, 1, 0, 2), clusters: 3 }
    expect(stratifiedMean(values, split).se ?? 1).toBeLessThan(stratifiedMean(values, joined).se ?? 0)
  })

  test.each([
    ['one cluster', flatDesign(3, [0, 0, 0])],
    [
      'no degree of freedom',
      { stratum: Int32Array.of(0, 1, 0, 1), strata: 2, cluster: Int32Array.of(0, 0, 1, 1), clusters: 2 },
    ],
  ])('has no standard error with %s', (_, small) => {
    expect(stratifiedMean([1, 0, 1, 1], small).se).toBeNull()
  })
})

test.each([
  ['no unit', [], flatDesign(0), { what: 'units', have: 0, need: 1 }],
  ['a missing value', [1, Number.NaN], flatDesign(2), { what: 'units with a value', have: 1, need: 2 }],
  ['fewer values than units', [1], flatDesign(2), { what: 'units with a value', have: 1, need: 2 }],
])('refuses %s, with what it would take', (_, values, own, missing) => {
  expect(() => stratifiedMean(values, own)).toThrow(
    expect.objectContaining({ reason: 'not-enough-data', missing: { kind: 'not-enough-data', ...missing } }),
  )
})

test('the contributions of two vectors multiply to the covariance of their means', () => {
  const one = [1, 0, 1, 0.5, 1, 0]
  const other = [0, 0, 1, 1, 0.5, 0]
  const variance = (values: number[]) => (stratifiedMean(values, design).se ?? 0) ** 2
  const [a, b] = [clusteredMean(one, design), clusteredMean(other, design)]
  const covariance = a.contributions.reduce((sum, part, at) => sum + part * (b.contributions[at] ?? 0), 0)
  const ofSum = variance(one.map((value, unit) => value + (other[unit] ?? 0)))
  expect(covariance).toBeCloseTo((ofSum - variance(one) - variance(other)) / 2, 12)
})

test('restrictDesign numbers the strata and clusters of some units anew', () => {
  expect(restrictDesign({ ...design, cluster: Int32Array.of(0, 1, 2, 2, 4, 2) }, [4, 5, 3])).toEqual({
    stratum: Int32Array.of(0, 0, 1),
    strata: 2,
    cluster: Int32Array.of(0, 1, 1),
    clusters: 2,
  })
})
