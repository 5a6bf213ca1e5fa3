import { describe, expect, test } from 'vitest'
import { effectiveTrials, type RepeatSums, repeatCorrelation } from '#lib/statistics/effective-trials'

describe('effectiveTrials', () => {
  test('T27: three models of five seeds are worth five answers', () => {
    expect(3 * effectiveTrials(5, 0.5)).toBeCloseTo(5, 12)
  })

  test('goes from every answer to one answer a model', () => {
    expect(effectiveTrials(8, 0)).toBe(8)
    expect(effectiveTrials(8, 1)).toBe(1)
    expect(effectiveTrials(0, 0.5)).toBe(0)
  })
})

describe('repeatCorrelation', () => {
  /** @param scores [items][models][repeats] */
  const sumsOf = (scores: readonly (readonly (readonly number[])[])[]): RepeatSums => {
    const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
    const column = (of: (models: readonly (readonly number[])[]) => number) => Float64Array.from(scores, of)
    const total = (models: readonly (readonly number[])[], of: (repeats: readonly number[]) => number) =>
      models.reduce((sum, repeats) => sum + of(repeats), 0)
    return {
      groups: column(models => models.length),
      answers: column(models => total(models, repeats => repeats.length)),
      means: column(models => total(models, mean)),
      squaredMeans: column(models => total(models, repeats => mean(repeats) ** 2)),
      within: column(models =>
        total(models, repeats => repeats.reduce((sum, one) => sum + (one - mean(repeats)) ** 2, 0)),
      ),
    }
  }

  test('is 1 where repeats always agree, 0 where they disagree as often as strangers', () => {
    const agree = Array.from({ length: 40 }, () => [
      [1, 1],
      [0, 0],
    ])
    const apart = Array.from({ length: 40 }, () => [
      [1, 0],
      [0, 1],
    ])
    expect(repeatCorrelation(sumsOf(agree))).toBe(1)
    expect(repeatCorrelation(sumsOf(apart))).toBe(0)
  })

  test('is the intraclass correlation of the pooled layout', () => {
    // Per item: MSB = 2 * ((1 - .5)² + (.5 - .5)² + (0 - .5)²) / 2 = 0.5; MSW = (0 + 0.5 + 0) / 3 = 1/6.
    const layout = Array.from({ length: 40 }, () => [
      [1, 1],
      [1, 0],
      [0, 0],
    ])
    expect(repeatCorrelation(sumsOf(layout))).toBeCloseTo((0.5 - 1 / 6) / (0.5 + 1 / 6), 12)
  })

  test('is the default where nothing varies or too little was repeated', () => {
    const same = Array.from({ length: 40 }, () => [
      [1, 1],
      [1, 1],
    ])
    expect(repeatCorrelation(sumsOf(same))).toBe(0.5)
    expect(repeatCorrelation(sumsOf(same.slice(0, 3)))).toBe(0.5)
  })
})
