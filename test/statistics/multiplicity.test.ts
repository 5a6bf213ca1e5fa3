import { expect, test } from 'vitest'
import { benjaminiHochberg, holm } from '#lib/statistics/multiplicity'

test('T15: Holm, in the order of the input', () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005])
  expect(adjusted.map(p => Number(p.toFixed(9)))).toEqual([0.03, 0.06, 0.06, 0.02])
})

test('never exceeds 1 and leaves a single p alone', () => {
  expect(holm([0.7, 0.9])).toEqual([1, 1])
  expect(holm([0.04])).toEqual([0.04])
  expect(holm([])).toEqual([])
})

test('T15: Benjamini and Hochberg, in the order of the input', () => {
  const adjusted = benjaminiHochberg([0.01, 0.04, 0.03, 0.005])
  expect(adjusted.map(p => Number(p.toFixed(9)))).toEqual([0.02, 0.04, 0.04, 0.02])
  expect(benjaminiHochberg([])).toEqual([])
})

test('Benjamini and Hochberg keeps the order of the raw p and never exceeds 1', () => {
  // By hand: 0.9 * 4/4, then the smaller of 0.8 * 4/3 and that, then 0.02 * 4/2, 0.019 * 4/1 capped by the one above.
  const adjusted = benjaminiHochberg([0.9, 0.019, 0.8, 0.02])
  expect(adjusted.map(p => Number(p.toFixed(9)))).toEqual([0.9, 0.04, 0.9, 0.04])
})
