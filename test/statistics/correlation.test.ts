import { describe, expect, test } from 'vitest'
import { correlate, fisherInterval, kendallTauB, pearson, spearman } from '#lib/statistics/correlation'

const x = [0.1, 0.4, 0.4, 0.35, 0.8, 0.2, 0.9, 0.65, 0.5, 0.5]
const y = [1, 3, 2, 2, 7, 1.5, 6, 8, 4, 5]

test.each([
  { n: 4, low: -0.292752, high: 0.998562 },
  { n: 20, low: 0.828404, high: 0.972354 },
])("T31: Fisher's interval of r = 0.93 over $n checkpoints", ({ n, low, high }) => {
  const interval = fisherInterval(0.93, n)
  expect(interval.low).toBeCloseTo(low, 5)
  expect(interval.high).toBeCloseTo(high, 5)
})

describe('correlations with ties', () => {
  // scipy 1.17: pearsonr, spearmanr and kendalltau of these.
  test.each([
    ['pearson', pearson, 0.877534401082083],
    ['spearman', spearman, 0.9388423105261694],
    ['tau-b', kendallTauB, 0.8276408817690653],
  ])('%s agrees with scipy', (_, of, value) => {
    expect(of(x, y)).toBeCloseTo(value, 12)
    expect(of(y, x)).toBeCloseTo(value, 12)
  })

  test.each([
    ['pearson', pearson],
    ['spearman', spearman],
    ['tau-b', kendallTauB],
  ])('%s needs two values that differ', (_, of) => {
    expect(of([0.1, 0.1, 0.1], [1, 2, 3])).toMatchObject({ what: 'different values', have: 1, need: 2 })
    expect(of([1], [1])).toMatchObject({ what: 'pairs', have: 1, need: 2 })
  })
})

describe('correlate', () => {
  test('gives value, interval and p', () => {
    expect(correlate(x, y, 'pearson')).toEqual({
      value: expect.closeTo(0.877534401082083, 12),
      low: expect.closeTo(fisherInterval(0.877534401082083, 10).low, 12),
      high: expect.closeTo(fisherInterval(0.877534401082083, 10).high, 12),
      n: 10,
      p: expect.closeTo(0.0008467192709353134, 12),
      claimable: true,
    })
    const ranks = correlate(x, y, 'spearman')
    expect(ranks).toMatchObject({ p: expect.closeTo(5.6826076131789276e-5, 12) })
    // tanh(atanh(r) - 1.959964 √(1.06 / 7))
    expect(ranks).toMatchObject({
      low: expect.closeTo(Math.tanh(Math.atanh(0.9388423105261694) - 1.959964 * Math.sqrt(1.06 / 7)), 6),
    })
    expect(fisherInterval(0.9, 10, 'spearman').low).toBeLessThan(fisherInterval(0.9, 10).low)
  })

  test('claims nothing below eight checkpoints, and gives nothing below four', () => {
    expect(correlate(x.slice(0, 8), y.slice(0, 8), 'pearson')).toMatchObject({ n: 8, claimable: true })
    expect(correlate(x.slice(0, 7), y.slice(0, 7), 'pearson')).toMatchObject({ n: 7, claimable: false })
    expect(correlate(x.slice(0, 3), y.slice(0, 3), 'pearson')).toEqual({
      kind: 'not-enough-data',
      what: 'checkpoints',
      have: 3,
      need: 4,
    })
  })

  test('leaves out pairs of which one is missing', () => {
    const gaps = [Number.NaN, ...x.slice(1)]
    expect(correlate(gaps, y, 'spearman')).toEqual(correlate(x.slice(1), y.slice(1), 'spearman'))
    expect(correlate(new Array(9).fill(Number.NaN), y, 'pearson')).toMatchObject({ have: 0, need: 4 })
  })

  test('has no NaN where the correlation is perfect', () => {
    const perfect = correlate([1, 2, 3, 4], [2, 4, 6, 8], 'pearson')
    expect(perfect).toEqual({ value: 1, low: 1, high: 1, n: 4, p: 0, claimable: false })
  })
})
