import { expect, test } from 'vitest'
import { designEffect, detectableDifference, unitsNeeded } from '#lib/statistics/power'
import { flatDesign } from '#lib/statistics/stratified-mean'

test('T25: units needed and the smallest detectable difference', () => {
  expect(unitsNeeded(0.03, 0.45)).toBe(1766)
  expect(detectableDifference(0.45, 1000)).toBeCloseTo(0.039867, 5)
})

test('needs units to detect anything', () => {
  expect(unitsNeeded(0.5, 0)).toBe(2)
  expect(() => unitsNeeded(0, 0)).toThrow(/difference of 0/)
  expect(detectableDifference(0.45, 1)).toEqual({
    kind: 'not-enough-data',
    what: 'effective units',
    have: 1,
    need: 2,
  })
})

test('the design effect of pairs that are wholly alike is 2, but for the finite number of them', () => {
  const scores = Float64Array.from({ length: 400 }, (_, unit) => ((unit >> 1) * 7) % 5)
  const pairs = Int32Array.from(scores, (_, unit) => unit >> 1)
  // Var = G/(G-1) * 4 * S / n^2 over S2 / (n - 1) / n, with S over 200 pairs and S2 = 2 S over 400 units.
  expect(designEffect(scores, flatDesign(400, pairs))).toBeCloseTo((2 * (200 / 199) * 399) / 400, 10)
  expect(designEffect(scores, flatDesign(400))).toBeCloseTo(1, 12)
})

test('the design effect needs clusters and scores that differ', () => {
  expect(designEffect([0, 1, 1], flatDesign(3, [0, 0, 0]))).toMatchObject({
    what: 'clusters',
    have: 1,
    need: 2,
  })
  expect(designEffect([1, 1, 1], flatDesign(3))).toMatchObject({ what: 'different scores', have: 1, need: 2 })
})
