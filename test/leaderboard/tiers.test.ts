import { expect, test } from 'vitest'
import { tiersOf } from '#lib/leaderboard/tiers'

test('a tier ends where a row is separate from its first row, not from its neighbour', () => {
  const rows = [
    { low: 0.6, high: 0.8 },
    { low: 0.55, high: 0.65 },
    { low: 0.5, high: 0.59 },
    { low: 0.4, high: 0.55 },
    { low: 0.1, high: 0.3 },
  ]
  expect(tiersOf(rows)).toEqual([1, 1, 2, 2, 3])
})

test('rows without an interval share the last tier', () => {
  expect(tiersOf([{ low: 0.6, high: 0.8 }, null, null])).toEqual([1, 2, 2])
  expect(tiersOf([null, null])).toEqual([1, 1])
  expect(tiersOf([])).toEqual([])
})
