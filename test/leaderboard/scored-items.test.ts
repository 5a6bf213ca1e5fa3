import { describe, expect, test } from 'vitest'
import { llavaW } from '#lib/benchmarks/llava-w'
import { runSummary } from '#lib/domain/run-summary'
import type { BenchmarkOutcomes } from '#lib/leaderboard/run-outcomes'
import { keepScored } from '#lib/leaderboard/scored-items'
import { summariseRun } from '#lib/leaderboard/summarise-run'
import { layOutUnits, unitValues } from '#lib/leaderboard/unit-layout'
import { estimateMean } from '#lib/statistics/intervals'
import { madeItem, madeOutcomes, madeRun } from './made-run'

const count = 40
const free = (category: string) =>
  Array.from({ length: count }, (_, at) => madeItem(at, { options: [], category }))
const vetItems = free('rec')
const half = (item: number) => (item % 2 === 0 ? 1 : 0.5)

/** MM-Vet with a score for each item but those that failed. */
const vet = (failed: (condition: string, item: number) => boolean): BenchmarkOutcomes =>
  madeOutcomes('mm-vet', vetItems, ({ id }, item) => (failed(id, item) ? Number.NaN : half(item)))
const star = madeOutcomes(
  'mmstar',
  Array.from({ length: count }, (_, at) => madeItem(at)),
  () => 1,
)

describe('a benchmark nobody judged', () => {
  const summary = summariseRun(
    madeRun(
      star,
      vet(() => true),
    ),
  )

  test('is in no mean and no list of scores, and says why', () => {
    expect(summary.benchmarks.map(({ benchmark }) => benchmark)).toEqual(['mmstar'])
    expect(summary.mean.value).toBe(1)
    expect(summary.notScored).toEqual([
      {
        benchmark: 'mm-vet',
        title: 'MM-VET_MADE',
        edition: 'made',
        scorer: 'made',
        items: count,
        reason: 'no judge',
      },
    ])
    expect(runSummary.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary)
  })

  test('says how the judge failed, where there was one', () => {
    const failed = vet(() => true)
    const cells = failed.cells.map(cell => ({ ...cell, notScored: 'judge failed: HTTP 500' }))
    const { notScored } = summariseRun(madeRun(star, { ...failed, cells }))
    expect(notScored[0]?.reason).toBe('judge failed: HTTP 500')
  })

  test('alone makes no summary', () => {
    expect(() => summariseRun(madeRun(vet(() => true)))).toThrow('not scored: no judge')
  })

  test('older summaries have none', () => {
    const { notScored: _, ...older } = summary
    expect(runSummary.parse(JSON.parse(JSON.stringify(older))).notScored).toEqual([])
  })
})

describe('a judge that failed on some answers', () => {
  const some = vet((condition, item) => item === 3 || (condition === 'no-image' && item === 4))

  test('leaves those items out everywhere, and counts them', () => {
    const { outcomes, left } = keepScored(some)
    expect(left).toBe(2)
    expect(outcomes?.items.map(({ id }) => id)).toEqual(
      vetItems.map(({ id }) => id).filter(id => id !== '3' && id !== '4'),
    )
    for (const cell of outcomes?.cells ?? [])
      for (const values of [cell.scores, cell.unparsed, cell.changed]) expect(values).toHaveLength(count - 2)
  })

  test('the score is that of the rest', () => {
    const [summary] = summariseRun(madeRun(some)).benchmarks
    expect(summary).toMatchObject({ judgeFailures: 2, items: count - 2 })
    expect(summary?.score.value).toBeCloseTo((19 + 0.5 * 19) / 38)
    expect(summary?.metrics[0]).toEqual({ id: 'overall', value: 75, n: count - 2 })
  })

  test('nothing is left out where nothing failed', () => {
    const whole = vet(() => false)
    expect(keepScored(whole)).toEqual({ outcomes: whole, left: 0 })
  })
})

describe('a ratio of means', () => {
  const items = free('conv')
  const layout = layOutUnits(llavaW, items)
  const scores = Float32Array.from(items, (_, at) => (at % 2 === 0 ? 0.6 : 0.9))
  const against = Float32Array.from(items, (_, at) => (at % 2 === 0 ? 0.8 : 1))

  test('is the mean of its units: [8, 6] and [10, 9] are 83.3', () => {
    const values = unitValues(layout, { scores, against })
    expect(100 * estimateMean(values, layout.design).value).toBeCloseTo(83.3, 1)
  })

  test('has the spread that the delta method gives', () => {
    const { se } = estimateMean(unitValues(layout, { scores, against }), layout.design)
    // Residuals y - R r over mean(r): ±(0.9 - 0.8333) / 0.9, each half of the time.
    const residual = (0.9 - (1.5 / 1.8) * 1) / 0.9
    expect(se).toBeCloseTo(residual / Math.sqrt(count - 1), 6)
  })

  test('may pass 1, and stays inside its interval', () => {
    const better = { scores: against, against: scores }
    const { value, low, high } = estimateMean(unitValues(layout, better), layout.design)
    expect(value).toBeCloseTo(1.2)
    expect(low).toBeLessThanOrEqual(value)
    expect(high).toBeGreaterThanOrEqual(value)
  })

  test('is the headline of a summary, beside both means', () => {
    const made = madeOutcomes('llava-w', items, (_, item) => scores[item] ?? 0)
    const outcomes = { ...made, cells: made.cells.map(cell => ({ ...cell, against })) }
    const [summary] = summariseRun(madeRun(outcomes)).benchmarks
    expect(100 * (summary?.score.value ?? 0)).toBeCloseTo(83.3, 1)
    const metrics = Object.fromEntries(summary?.metrics.map(({ id, value }) => [id, value]) ?? [])
    expect(metrics.relative).toBeCloseTo(83.3, 1)
    expect(metrics.model).toBeCloseTo(75)
    expect(metrics.reference).toBeCloseTo(90)
  })
})
