import { describe, expect, test } from 'vitest'
import type { Cell } from '#lib/domain/cell'
import type { BenchmarkOutcomes } from '#lib/leaderboard/run-outcomes'
import { keepScored } from '#lib/leaderboard/scored-items'
import { summariseBenchmark } from '#lib/leaderboard/summarise-benchmark'
import { summariseRun } from '#lib/leaderboard/summarise-run'
import { madeItem, madeOutcomes, madeRun, madeShape } from './made-run'

const count = 120
const items = Array.from({ length: count }, (_, at) => madeItem(at))

/** As if the items had never been on the lists of those conditions: no score, no flags. */
function unasked(cell: Cell, isAsked: (item: number) => boolean): Cell {
  const asked = Uint8Array.from(cell.scores, (_, at) => (isAsked(at) ? 1 : 0))
  return {
    ...cell,
    asked,
    scores: cell.scores.map((score, at) => (asked[at] ? score : Number.NaN)),
    unparsed: cell.unparsed.map((flag, at) => (asked[at] ? flag : 0)),
    changed: cell.changed.map((flag, at) => (asked[at] ? flag : 0)),
  }
}

function withLists(
  outcomes: BenchmarkOutcomes,
  listed: (condition: string) => boolean,
  isAsked: (item: number) => boolean,
): BenchmarkOutcomes {
  const cells = outcomes.cells.map(cell => (listed(cell.condition) ? unasked(cell, isAsked) : cell))
  return { ...outcomes, cells }
}

/** Right on the first 100 of 120, on the first 60 under a permutation, which also changes what it loses. */
const whole = madeOutcomes('mmstar', items, ({ setting }, item) =>
  setting === 'permuted'
    ? { score: item < 60 ? 1 : 0, changed: item >= 60, unparsed: item >= 110 }
    : item < 100
      ? 1
      : 0,
)
const even = (item: number) => item % 2 === 0
const isSeed = (condition: string) => condition.startsWith('seed-')

describe('a setting that asks every other item', () => {
  const half = summariseBenchmark('full', withLists(whole, isSeed, even), madeShape)
  const permuted = half.effects.find(({ setting }) => setting === 'permuted')

  test('is what the benchmark would be if it had no others', () => {
    const others = {
      ...whole,
      items: items.filter((_, at) => even(at)),
      cells: whole.cells.map(cell => ({
        ...cell,
        scores: cell.scores.filter((_, at) => even(at)),
        unparsed: cell.unparsed.filter((_, at) => even(at)),
        changed: cell.changed.filter((_, at) => even(at)),
      })),
    }
    const alone = summariseBenchmark('full', others, madeShape)
    const expected = alone.effects.find(({ setting }) => setting === 'permuted')
    expect(permuted).toEqual(expected)
    expect(permuted?.reference).toMatchObject({ value: expect.closeTo(50 / 60, 9), n: 60 })
    expect(permuted?.changedAnswers).toBe(0.5)
    expect(permuted?.unparsedRate).toBeCloseTo(5 / 60, 9)
  })

  test('leaves score and other settings on all items', () => {
    expect(half.summary).toMatchObject({
      items: count,
      score: { n: count, value: expect.closeTo(100 / 120, 9) },
    })
    const all = summariseBenchmark('full', whole, madeShape)
    const others = (effects: typeof all.effects) => effects.filter(({ setting }) => setting !== 'permuted')
    expect(others(half.effects)).toEqual(others(all.effects))
  })
})

test('a setting that asks nothing of a benchmark is not there', () => {
  const { effects } = summariseBenchmark(
    'full',
    withLists(whole, isSeed, () => false),
    madeShape,
  )
  expect(effects.map(({ setting }) => setting)).not.toContain('permuted')
  expect(effects.map(({ setting }) => setting)).toContain('reversed')
})

test('a unit counts where all of its items were asked under every seed', () => {
  const pairs = madeOutcomes('mmvp', items, () => 1)
  const lists = withLists(pairs, isSeed, item => item !== 3 && item !== 10)
  const cells = lists.cells.map(cell =>
    cell.condition === 'seed-2' ? unasked(cell, item => item < 100 && item !== 3 && item !== 10) : cell,
  )
  const { effects } = summariseBenchmark('full', { ...lists, cells }, madeShape)
  // Of 60 pairs, the second and the sixth lack an item, and the last ten one under one seed.
  expect(effects.find(({ setting }) => setting === 'permuted')?.perturbed.n).toBe(48)
})

describe('items that the plain reference does not ask', () => {
  const first = (item: number) => item < 40
  const some = withLists(whole, () => true, first)

  test('are no part of the run, and no failures of a judge', () => {
    const { outcomes, left } = keepScored(some)
    expect(left).toBe(0)
    expect(outcomes?.items).toHaveLength(40)
    const [summary] = summariseRun(madeRun(some)).benchmarks
    expect(summary).toMatchObject({ items: 40, judgeFailures: 0, score: { n: 40, value: 1 } })
  })

  test('are told from those that nobody judged', () => {
    const cells = some.cells.map(cell =>
      cell.condition === 'no-image' ? { ...cell, scores: cell.scores.with(5, Number.NaN) } : cell,
    )
    const { outcomes, left } = keepScored({ ...some, cells })
    expect(left).toBe(1)
    expect(outcomes?.items).toHaveLength(39)
  })
})

describe('benchmarks that serve one probe', () => {
  const sums = madeOutcomes(
    'gsm8k',
    items.map(item => ({ ...item, options: [] })),
    () => 0,
  )
  const cells = sums.cells.filter(({ condition }) => condition === 'reference')

  test('have a score of their own, and no part in the mean', () => {
    const summary = summariseRun(madeRun(whole, { ...sums, cells }))
    expect(summary.benchmarks.map(({ benchmark }) => benchmark)).toEqual(['mmstar', 'gsm8k'])
    expect(summary.mean.value).toBeCloseTo((100 / 120 - 0.25) / 0.75, 9)
  })

  test('make the mean where nothing else was run', () => {
    expect(summariseRun(madeRun({ ...sums, cells })).mean.value).toBe(0)
  })
})
