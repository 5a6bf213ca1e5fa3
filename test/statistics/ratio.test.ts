import { expect, test } from 'vitest'
import { ratioOfMeans } from '#lib/statistics/ratio'
import { flatDesign } from '#lib/statistics/stratified-mean'

const full = [1, 1, 0, 1, 1, 0, 1, 1]
const kept = [1, 0, 0, 1, 0, 0, 0, 1]

test('T08: ratio of means with its delta-method standard error', () => {
  const { value, se, unstable } = ratioOfMeans(kept, full, flatDesign(8))
  expect(1 - value).toBeCloseTo(0.5, 12)
  expect(se).toBeCloseTo(0.218218, 5)
  expect(unstable).toBe(false)
})

test('is unstable where the denominator is under four of its standard errors', () => {
  expect(ratioOfMeans(kept, [1, -1, 0, 1, 0, 0, 1, 1], flatDesign(8)).unstable).toBe(true)
})

test('of equal vectors is exactly 1', () => {
  expect(ratioOfMeans(full, full, flatDesign(8))).toMatchObject({ value: 1, se: 0, low: 1, high: 1 })
})
