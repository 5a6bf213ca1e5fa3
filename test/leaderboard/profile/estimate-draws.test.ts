import { describe, expect, test } from 'vitest'
import { estimateDraws } from '#lib/leaderboard/profile/estimate-draws'
import { percentileInterval } from '#lib/statistics/cluster-bootstrap'
import { wilson } from '#lib/statistics/intervals'

const even = (from: number, to: number) =>
  Float64Array.from({ length: 101 }, (_, at) => from + ((to - from) * at) / 100)

describe('estimateDraws', () => {
  test('has the percentiles of the draws and their standard deviation', () => {
    const draws = even(0.3, 0.5)
    const { low, high } = percentileInterval(draws)
    const estimate = estimateDraws(0.4, Float64Array.of(Number.NaN, ...draws), 50)
    expect(estimate).toEqual({
      value: 0.4,
      se: expect.closeTo((0.2 / 100) * Math.sqrt((101 * 102) / 12), 9),
      low: expect.closeTo(low, 12),
      high: expect.closeTo(high, 12),
    })
  })

  test('reaches to its own value where all draws lie beside it', () => {
    expect(estimateDraws(0.1, even(0.2, 0.3), 50)).toMatchObject({
      low: 0.1,
      high: expect.closeTo(0.2975, 9),
    })
    expect(estimateDraws(0.9, even(0.2, 0.3), 50)).toMatchObject({ high: 0.9 })
  })

  test('has the width that its clusters leave where no draw differs, on the range it lies in', () => {
    const { low, high } = wilson(1, 50)
    expect(estimateDraws(1, new Float64Array(100).fill(1), 50)).toEqual({
      value: 1,
      se: expect.closeTo((high - low) / (2 * 1.959964), 9),
      low: expect.closeTo(low, 12),
      high: 1,
    })
    const rounded = Float64Array.from({ length: 100 }, (_, at) => (at % 2 ? 0 : 1e-12))
    const middle = estimateDraws(0, rounded, 50, { low: -1, high: 1 })
    expect(middle.high).toBeCloseTo(2 * wilson(0.5, 50).high - 1, 12)
    expect(middle.low).toBeCloseTo(-middle.high, 12)
  })
})
