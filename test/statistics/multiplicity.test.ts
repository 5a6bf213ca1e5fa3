import { expect, test } from 'vitest'
import { holm } from '#lib/statistics/multiplicity'

test('T15: Holm, in the order of the input', () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005])
  expect(adjusted.map(p => Number(p.toFixed(9)))).toEqual([0.03, 0.06, 0.06, 0.02])
})

test('never exceeds 1 and leaves a single p alone', () => {
  expect(holm([0.7, 0.9])).toEqual([1, 1])
  expect(holm([0.04])).toEqual([0.04])
  expect(holm([])).toEqual([])
})
