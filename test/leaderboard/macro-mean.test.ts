import { expect, test } from 'vitest'
import type { Estimate } from '#lib/domain/cell'
import { macroMean } from '#lib/leaderboard/macro-mean'

const estimates = [
  { value: 0.8, se: 0.03 },
  { value: 0.6, se: 0.02 },
  { value: 0.7, se: 0.05 },
].map((one): Estimate => ({ ...one, low: 0, high: 1, n: 120, clusters: 60, method: 't-clustered' }))

test('T32: mean over three benchmarks and its standard error', () => {
  const mean = macroMean(estimates)
  expect(mean.value).toBeCloseTo(0.7, 12)
  expect(mean.se).toBeCloseTo(0.020548, 6)
  expect(mean).toMatchObject({ n: 360, clusters: 180 })
})

test('of one benchmark is that benchmark, with its own degrees of freedom', () => {
  const [first] = estimates
  const mean = macroMean(first ? [first] : [])
  expect(mean.value).toBe(0.8)
  // t(0.975, 59) = 2.000995
  expect(mean.high).toBeCloseTo(0.8 + 2.000995 * 0.03, 6)
})

test('has a width even where every benchmark is solved', () => {
  const solved: Estimate = { value: 1, se: null, low: 0.94, high: 1, n: 60, clusters: 60, method: 'wilson' }
  expect(macroMean([solved, solved]).low).toBeLessThan(1)
})

test('over no benchmark is an error', () => {
  expect(() => macroMean([])).toThrow('no benchmark')
})
