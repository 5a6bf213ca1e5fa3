import { describe, expect, test } from 'vitest'
import { estimateMean, wilson } from '#lib/statistics/intervals'
import { flatDesign, stratifiedMean } from '#lib/statistics/stratified-mean'

describe('wilson', () => {
  test('T04: 52 of 150', () => {
    const { low, high } = wilson(52 / 150, 150)
    expect(low).toBeCloseTo(0.275195, 5)
    expect(high).toBeCloseTo(0.425796, 5)
  })

  test('leaves room above nothing and below everything', () => {
    expect(wilson(0, 60)).toEqual({ low: 0, high: expect.closeTo(0.0602, 4) })
    expect(wilson(1, 60)).toEqual({ low: expect.closeTo(0.9398, 4), high: 1 })
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 })
  })
})

describe('estimateMean', () => {
  const scores = [1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0]

  test('T05: standard error of independent units and of pairs', () => {
    expect(stratifiedMean(scores, flatDesign(12)).se).toBeCloseTo(0.150756, 5)
    const paired = estimateMean(scores, flatDesign(12, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]))
    expect(paired).toMatchObject({ value: 0.5, n: 12, clusters: 6, method: 't-clustered' })
    expect(paired.se).toBeCloseTo(0.182574, 5)
    // t(0.975, 5) = 2.570582
    expect(paired.low).toBeCloseTo(0.5 - 2.570582 * 0.182574, 5)
  })

  test('takes Wilson for independent 0/1 units', () => {
    const estimate = estimateMean(scores, flatDesign(12))
    expect(estimate).toMatchObject({ method: 'wilson', ...wilson(0.5, 12) })
    expect(estimate.se).toBeCloseTo(0.150756, 5)
  })

  test.each([
    { value: 1, low: wilson(1, 5).low },
    { value: 0, low: 0 },
    { value: 1 / 3, low: wilson(1 / 3, 5).low },
  ])('takes Wilson on the clusters where every unit is worth $value', ({ value, low }) => {
    const estimate = estimateMean(
      new Float64Array(10).fill(value),
      flatDesign(10, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]),
    )
    expect(estimate).toMatchObject({ se: null, method: 'wilson', clusters: 5, n: 10 })
    expect(estimate.low).toBeCloseTo(low, 12)
  })

  test('stays within [0, 1]', () => {
    const { low, high } = estimateMean([1, 0.9, 1, 1, 0.2, 1, 1, 1], flatDesign(8))
    expect(low).toBeGreaterThan(0)
    expect(high).toBe(1)
  })

  test('refuses to estimate from nothing', () => {
    expect(() => estimateMean([], flatDesign(0))).toThrow(/not enough data: a mean needs 1 unit, there are 0/)
  })
})
