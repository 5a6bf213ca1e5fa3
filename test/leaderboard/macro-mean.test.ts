import { expect, test } from 'vitest'
import type { Estimate } from '#lib/domain/cell'
import { macroMean } from '#lib/leaderboard/macro-mean'
import { enough } from '#test/support/enough'

const estimates = [
  { value: 0.8, se: 0.03 },
  { value: 0.6, se: 0.02 },
  { value: 0.7, se: 0.05 },
].map((one): Estimate => ({ ...one, low: 0, high: 1, n: 120, clusters: 60, method: 't-clustered' }))

test('T32: mean over three benchmarks and its standard error', () => {
  const mean = enough(macroMean(estimates))
  expect(mean.value).toBeCloseTo(0.7, 12)
  expect(mean.se).toBeCloseTo(0.020548, 6)
  expect(mean).toMatchObject({ n: 360, clusters: 180 })
})

test('of one benchmark is that benchmark, with its own degrees of freedom', () => {
  const [first] = estimates
  const mean = enough(macroMean(first ? [first] : []))
  expect(mean.value).toBe(0.8)
  // t(0.975, 59) = 2.000995
  expect(mean.high).toBeCloseTo(0.8 + 2.000995 * 0.03, 6)
})

test('has a width even where every benchmark is solved', () => {
  const solved: Estimate = { value: 1, se: null, low: 0.94, high: 1, n: 60, clusters: 60, method: 'wilson' }
  expect(enough(macroMean([solved, solved])).low).toBeLessThan(1)
})

test('over no benchmark, or over some without an error, is not enough data', () => {
  expect(macroMean([])).toEqual({ kind: 'not-enough-data', what: 'benchmarks', have: 0, need: 1 })
  const exact: Estimate = { value: 0.5, se: 0, low: 0.5, high: 0.5, n: 1, clusters: 1, method: 'exact' }
  expect(macroMean([exact, exact])).toMatchObject({ what: 'benchmarks with a standard error', have: 0 })
})
