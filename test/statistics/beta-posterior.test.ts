import { describe, expect, test } from 'vitest'
import { betaDifference } from '#lib/statistics/beta-difference'
import {
  posteriorMean,
  probabilityAbove,
  probabilityBelow,
  sharePosterior,
  successPosterior,
} from '#lib/statistics/beta-posterior'
import goldens from '../fixtures/statistics/item-response.json' with { type: 'json' }

describe('success posterior', () => {
  test('T20: nine hits of twelve at a guess floor of a quarter', () => {
    const posterior = successPosterior(9, 12, 0.25)
    expect(probabilityAbove(posterior, 0.5)).toBeCloseTo(0.918416, 6)
    expect(posteriorMean(posterior)).toBeCloseTo(0.678571, 6)
  })

  test('T27: 4.67 kept of five effective trials', () => {
    expect(probabilityAbove(sharePosterior((14 / 15) * 5, 5), 0.8)).toBeCloseTo(0.603788, 6)
  })

  test('gives a floor of 0 the weight of 0.02', () => {
    expect(successPosterior(0, 0, 0)).toEqual({ alpha: 0.04, beta: 1.96 })
  })

  test('both tails add up, and bounds outside of (0, 1) are certain', () => {
    const posterior = successPosterior(3, 7, 0.5)
    expect(probabilityAbove(posterior, 0.3) + probabilityBelow(posterior, 0.3)).toBeCloseTo(1, 12)
    expect(probabilityAbove(posterior, 1)).toBe(0)
    expect(probabilityAbove(posterior, -0.1)).toBe(1)
    expect(probabilityBelow(posterior, 1.2)).toBe(1)
  })
})

describe('betaDifference', () => {
  test('T21: eight of ten against two of ten', () => {
    const first = successPosterior(8, 10, 0.25)
    const second = successPosterior(2, 10, 0.25)
    expect(posteriorMean(first) - posteriorMean(second)).toBeCloseTo(0.5, 12)
    expect(betaDifference(0.2)(first, second)).toBeCloseTo(0.950753, 6)
  })

  test.each(goldens.betaDifference)('agrees with adaptive quadrature: $first $second', golden => {
    const { first, second, margin, probability } = golden
    expect(Math.abs(betaDifference(margin)(first, second) - probability)).toBeLessThan(5e-6)
  })
})
