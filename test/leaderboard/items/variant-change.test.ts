import { expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { correctedMean } from '#lib/leaderboard/items/corrected-mean'
import { heldOutDifference } from '#lib/leaderboard/items/held-out-difference'
import { variantChange } from '#lib/leaderboard/items/variant-change'

test('T35: raw 0.55 of four options and 0.43 of ten are 0.4 and 0.367 above guessing', () => {
  const pairs = Array.from({ length: 100 }, (_, at) => ({
    parent: at < 55 ? 1 : 0,
    variant: at < 43 ? 1 : 0,
    parentFloor: 0.25,
    variantFloor: 0.1,
    cluster: at,
  }))
  const change = variantChange(pairs)
  if (isNotEnough(change)) throw new Error(change.what)
  expect(change.difference).toBeCloseTo(0.366667 - 0.4, 6)
  // By hand: 43 items change by 1 / 0.9 (1 - 0.1) - 1 / 0.75 (1 - 0.25) = 0, 12 by -0.1 / 0.9 - 1, 45 by -0.1 / 0.9 + 0.25 / 0.75.
  const mean = (12 * (-1 / 9 - 1) + 45 * (-1 / 9 + 1 / 3)) / 100
  const squares = 43 * mean ** 2 + 12 * (-1 / 9 - 1 - mean) ** 2 + 45 * (-1 / 9 + 1 / 3 - mean) ** 2
  expect(change.se).toBeCloseTo(Math.sqrt(squares / 99 / 100), 9)
})

test('no variant, no change', () => {
  expect(variantChange([])).toMatchObject({ kind: 'not-enough-data', have: 0 })
})

test('a corrected mean has the clustered error of its ratio', () => {
  const floors = Float64Array.of(0.25, 0.5, 0.25, 0, 0.25)
  const values = Float64Array.of(1, 0, 1, 1, Number.NaN)
  const cluster = Int32Array.of(0, 0, 1, 2, 3)
  const { mean, se } = correctedMean({ values, from: floors, floors, cluster }, [0, 1, 2, 3, 4])
  // (0.75 - 0.5 + 0.75 + 1) / (0.75 + 0.5 + 0.75 + 1)
  expect(mean).toBeCloseTo(2 / 3, 12)
  const residuals = [0.75 - 0.5 - (2 / 3) * 1.25, 0.75 - (2 / 3) * 0.75, 1 - 2 / 3, 0]
  const squares = residuals.reduce((sum, one) => sum + (one / 3) ** 2, 0)
  expect(se).toBeCloseTo(Math.sqrt((4 / 3) * squares), 12)
})

test('set less source: what both share cancels', () => {
  const units = 40
  const floors = new Float64Array(units)
  const cluster = Int32Array.from({ length: units }, (_, unit) => unit)
  const values = Float64Array.from({ length: units }, (_, unit) => (unit % 4 === 0 ? 0 : 1))
  const categories = new Array<string>(units).fill('')
  const of = () => ({ values, from: floors, floors, cluster })
  const all = Int32Array.from(cluster)
  const same = heldOutDifference({ cluster, categories }, [{ runs: [0], units: all }], of)
  expect(same).toMatchObject({ difference: 0, pBelow: 1 })
  const half = heldOutDifference({ cluster, categories }, [{ runs: [0], units: all.subarray(0, 20) }], of)
  expect(half?.difference).toBeCloseTo(0, 12)
  expect(half?.pBelow).toBeCloseTo(0.5, 6)
  const hard = heldOutDifference(
    { cluster, categories },
    [{ runs: [0], units: all.filter(unit => unit % 4 === 0 || unit % 4 === 1) }],
    of,
  )
  expect(hard?.difference).toBeCloseTo(0.5 - 0.75, 12)
  expect(hard?.high).toBeLessThan(0)
})
