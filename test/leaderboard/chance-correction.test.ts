import { describe, expect, test } from 'vitest'
import type { Estimate } from '#lib/domain/cell'
import { correctEstimate, isAtChance, standardError } from '#lib/leaderboard/chance-correction'

const score: Estimate = {
  value: 0.5,
  se: 0.03,
  low: 0.44,
  high: 0.56,
  n: 100,
  clusters: 100,
  method: 't-clustered',
}

describe('an estimate', () => {
  test('moves to the corrected scale with its interval', () => {
    const corrected = correctEstimate(score, 0.25)
    expect(corrected.value).toBeCloseTo(1 / 3, 12)
    expect(corrected.se).toBeCloseTo(0.04, 12)
    expect(corrected.high - corrected.low).toBeCloseTo(0.16, 12)
  })

  test('without a standard error is as wide as its interval says', () => {
    expect(standardError({ ...score, se: null })).toBeCloseTo(0.12 / 3.919928, 6)
  })

  test.each([
    { value: 0.049, se: 0.001, atChance: true },
    { value: 0.05, se: 0.001, atChance: false },
    { value: 0.2, se: 0.101, atChance: true },
    { value: -0.3, se: 0.01, atChance: true },
  ])('of $value ± $se at chance: $atChance', ({ value, se, atChance }) => {
    expect(isAtChance({ ...score, value, se })).toBe(atChance)
  })
})
