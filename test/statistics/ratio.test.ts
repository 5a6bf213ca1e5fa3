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

test('has an interval, and is unstable, with one cluster', () => {
  const { value, low, high, unstable } = ratioOfMeans(kept, full, flatDesign(8, new Int32Array(8)))
  expect({ value, unstable }).toEqual({ value: 0.5, unstable: true })
  expect(low).toBeLessThan(0)
  expect(high).toBeGreaterThan(1)
})

test('refuses a denominator of 0', () => {
  expect(() => ratioOfMeans(kept, new Float64Array(8), flatDesign(8))).toThrow(
    /a ratio to a mean of 0 over 8 units/,
  )
})
