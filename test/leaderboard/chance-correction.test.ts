import { describe, expect, test } from 'vitest'
import type { Estimate } from '#lib/domain/cell'
import {
  chanceCorrected,
  correctEstimate,
  isAtChance,
  standardError,
} from '#lib/leaderboard/chance-correction'

const score: Estimate = {
  value: 0.5,
  se: 0.03,
  low: 0.44,
  high: 0.56,
  n: 100,
  clusters: 100,
  method: 't-clustered',
}

test.each([
  { name: 'MME', u: 1850.07 / 2800, floor: 0.375, c: 0.457183 },
  { name: 'four options', u: 0.342, floor: 0.25, c: 0.122667 },
  { name: 'MMVP pairs', u: 0.3467, floor: 0.25, c: 0.128933 },
])('T03: chance-corrected score of $name', ({ u, floor, c }) => {
  expect(chanceCorrected(u, floor)).toBeCloseTo(c, 5)
})

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
