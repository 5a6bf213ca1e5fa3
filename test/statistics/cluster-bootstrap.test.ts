import { describe, expect, test } from 'vitest'
import {
  bootstrapMeans,
  boundedInterval,
  drawClusters,
  percentileInterval,
} from '#lib/statistics/cluster-bootstrap'
import { wilson } from '#lib/statistics/intervals'
import { stratifiedMean } from '#lib/statistics/stratified-mean'

const values = Float64Array.from({ length: 60 }, (_, unit) => ((unit * 7) % 5) / 4)
const design = {
  stratum: Int32Array.from(values, (_, unit) => (unit < 40 ? 0 : 1)),
  strata: 2,
  cluster: Int32Array.from(values, (_, unit) => unit >> 1),
  clusters: 30,
}

describe('bootstrapMeans', () => {
  const drawn = bootstrapMeans([values, values.map(value => 1 - value)], design, 'mmstar')
  const first = drawn.map(([mean = Number.NaN]) => mean)

  test('spreads like the clustered standard error', () => {
    const { mean, se } = stratifiedMean(values, design)
    const centre = first.reduce((sum, one) => sum + one, 0) / first.length
    const spread = Math.sqrt(first.reduce((sum, one) => sum + (one - centre) ** 2, 0) / first.length)
    expect(centre).toBeCloseTo(mean, 2)
    // The bootstrap lacks the factor G/(G-1) of each stratum.
    expect(spread / (se ?? 0)).toBeGreaterThan(0.9)
    expect(spread / (se ?? 0)).toBeLessThan(1.05)
  })

  test('resamples all vectors alike', () => {
    for (const [own = 0, opposite = 0] of drawn) expect(own + opposite).toBeCloseTo(1, 12)
  })

  test('repeats itself under the same key only', () => {
    const again = (key: string) => bootstrapMeans([values], design, key, 50).map(([mean]) => mean)
    expect(again('mmstar')).toEqual(first.slice(0, 50))
    expect(again('mmvp')).not.toEqual(first.slice(0, 50))
  })
})

test('each replicate draws as many clusters of a stratum as it has, all about equally often', () => {
  const draws = drawClusters([3, 2], 'mmstar', 1000)
  const totals = [0, 0, 0, 0, 0]
  for (let first = 0; first < draws.length; first += 5) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = draws.subarray(first, first + 5)
    expect([a + b + c, d + e]).toEqual([3, 2])
    for (const [at, count] of [a, b, c, d, e].entries()) totals[at] = (totals[at] ?? 0) + count
  }
  for (const total of totals) expect(Math.abs(total - 1000)).toBeLessThan(120)
})

test('percentileInterval interpolates between order statistics', () => {
  const interval = percentileInterval(Array.from({ length: 101 }, (_, i) => 100 - i))
  expect(interval).toEqual({ low: expect.closeTo(2.5, 12), high: expect.closeTo(97.5, 12) })
})

test('boundedInterval has a width where every resample agrees', () => {
  expect(boundedInterval(0.5, Float64Array.of(0.4, Number.NaN, 0.6), 60)).toEqual(
    percentileInterval([0.4, 0.6]),
  )
  const kept = boundedInterval(1, Float64Array.of(1, 1, 1), 60)
  expect(kept.high).toBe(1)
  // Wilson: n / (n + 1.96^2)
  expect(kept.low).toBeCloseTo(60 / (60 + 1.959964 ** 2), 6)
  expect(boundedInterval(0.3, Float64Array.of(Number.NaN), 60)).toEqual(wilson(0.3, 60))
})

test('percentileInterval refuses to make an interval of nothing', () => {
  expect(() => percentileInterval([])).toThrow(/not enough data/)
})
