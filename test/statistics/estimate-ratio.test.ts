import tQuantile from '@stdlib/stats-base-dists-t-quantile'
import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { bootstrapRatio, estimateRatio, fiellerInterval } from '#lib/statistics/estimate-ratio'
import { wilson } from '#lib/statistics/intervals'
import { type RatioEstimate, ratioOfMeans } from '#lib/statistics/ratio'
import { flatDesign, stratifiedMean } from '#lib/statistics/stratified-mean'

// Pairs of units; the denominator is more than four of its errors from 0.
const denominator = Float64Array.from(
  { length: 24 },
  (_, unit) => [0.9, 0.2, -0.5, 1, 0.4, -0.3][unit % 6] ?? 0,
)
const numerator = denominator.map((value, unit) => value * 0.5 + ((unit * 5) % 7) / 10 - 0.3)
const design = flatDesign(
  24,
  denominator.map((_, unit) => unit >> 1),
)

describe('estimateRatio', () => {
  test('T08: takes the delta method where the denominator is far from 0', () => {
    const full = [1, 1, 0, 1, 1, 0, 1, 1]
    const kept = [1, 0, 0, 1, 0, 0, 0, 1]
    const ratio = estimateRatio(kept, full, flatDesign(8), 'mmstar')
    expect(ratio).toEqual(ratioOfMeans(kept, full, flatDesign(8)))
    expect(ratio).toMatchObject({
      value: 0.5,
      se: expect.closeTo(0.218218, 5),
      unstable: false,
      method: 'delta',
    })
  })

  test('takes Fieller where it is near, and says so', () => {
    const near = denominator.map(value => value - 0.08)
    expect(estimateRatio(numerator, near, design, 'mmstar')).toMatchObject({
      method: 'fieller',
      unstable: true,
      ...fiellerInterval(numerator, near, design),
    })
  })

  test('takes the bootstrap where the denominator may be 0', () => {
    const weak = denominator.map(value => value - 0.25)
    expect(fiellerInterval(numerator, weak, design)).toBeNull()
    const ratio = estimateRatio(numerator, weak, design, 'mmstar')
    expect(ratio).toMatchObject({ method: 'cluster-bootstrap', unstable: true })
    expect(Object.values(ratio).some(Number.isNaN)).toBe(false)
  })

  test.each([
    ['a few units', [1, 0, 1, 1]],
    ['a stable denominator', denominator.map(value => value + 3)],
    ["Fieller's", denominator.map(value => value - 0.08)],
    ['the bootstrap', denominator.map(value => value - 0.25)],
  ])('has a width where nothing changed at all: %s', (_, values) => {
    const own = flatDesign(values.length)
    expect(estimateRatio(values, values, own, 'mmstar')).toMatchObject({
      value: 1,
      low: expect.closeTo(wilson(1, values.length).low, 12),
      high: 1,
      method: 'wilson',
    })
  })

  test.each([
    ['one cluster', denominator, flatDesign(24, new Int32Array(24)), { what: 'clusters', have: 1, need: 2 }],
    [
      'a denominator of 0',
      new Float64Array(24),
      design,
      { what: 'units whose denominator is not 0', have: 0 },
    ],
  ])('needs more than %s', (_, below, own, missing) => {
    expect(estimateRatio(numerator, below, own, 'mmstar')).toMatchObject({
      kind: 'not-enough-data',
      ...missing,
    })
  })
})

test("Fieller's bounds are where numerator - R denominator is just significant", () => {
  const { low, high } = fiellerInterval(numerator, denominator, design) ?? { low: 0, high: 0 }
  expect(low).toBeLessThan(delta(denominator).value)
  expect(high).toBeGreaterThan(delta(denominator).value)
  for (const bound of [low, high]) {
    const { mean, se, df } = stratifiedMean(
      numerator.map((value, unit) => value - bound * (denominator[unit] ?? 0)),
      design,
    )
    expect(Math.abs(mean) / (se ?? 0)).toBeCloseTo(tQuantile(0.975, df), 8)
  }
})

test('bootstrapRatio spreads like the delta method where that can be trusted', () => {
  const whole = denominator.map(value => value + 3)
  const ratios = bootstrapRatio(numerator, whole, design, 'mmstar')
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
  const spread = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / ratios.length)
  const { value, se } = delta(whole)
  expect(mean).toBeCloseTo(value, 2)
  expect(spread / se).toBeGreaterThan(0.85)
  expect(spread / se).toBeLessThan(1.1)
})

function delta(below: Float64Array): RatioEstimate {
  const ratio = ratioOfMeans(numerator, below, design)
  if (isNotEnough(ratio)) throw new Error('no ratio')
  return ratio
}
