import { expect, test } from 'vitest'
import { reliability } from '#lib/statistics/reliability'

test('T29: share of variance that is not error', () => {
  expect(reliability([0.62, 0.55, 0.48, 0.4], [0.02, 0.022, 0.021, 0.02])).toBeCloseTo(0.9515, 4)
})

test('is 0 where error explains the spread, and unknown for one score', () => {
  expect(reliability([0.5, 0.51], [0.1, 0.1])).toBe(0)
  expect(reliability([0.5, 0.5], [0, 0])).toBe(0)
  expect(reliability([0.5], [0.1])).toBeNull()
})
