import { describe, expect, test } from 'vitest'
import { bootstrapMeans, boundedInterval, percentileInterval } from '#lib/statistics/cluster-bootstrap'
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
    expect(spread / se).toBeGreaterThan(0.9)
    expect(spread / se).toBeLessThan(1.05)
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
})
