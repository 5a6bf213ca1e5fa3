import { describe, expect, test } from 'vitest'
import type { BoardEntry } from '#lib/domain/board-entry'
import { checkpointDigest } from '#lib/domain/checkpoint'
import { summaryVersion } from '#lib/domain/run-summary'
import { boardDownload } from '#lib/leaderboard/board-download'
import { rankEntries } from '#lib/leaderboard/rank-entries'
import type { BenchmarkOutcomes } from '#lib/leaderboard/run-outcomes'
import { summariseRun } from '#lib/leaderboard/summarise-run'
import { unitVectors } from '#lib/leaderboard/unit-vectors'
import { madeItem, madeOutcomes, madeRun } from './made-run'

const items = Array.from({ length: 100 }, (_, at) => madeItem(at))
/** Right on so many of 100. */
const scoring = (right: number, of = items) => madeOutcomes('mmstar', of, (_, item) => (item < right ? 1 : 0))

function made(name: string, ...benchmarks: BenchmarkOutcomes[]): BoardEntry {
  return {
    checkpoint: name,
    name,
    digest: checkpointDigest.parse(`sha256:${'0'.repeat(64)}`),
    source: { kind: 'directory', path: `/${name}` },
    run: name,
    submission: name,
    finishedAt: new Date(0),
    summary: summariseRun(madeRun(...benchmarks)),
  }
}

const names = (board: ReturnType<typeof rankEntries>) => board.rows.map(({ entry }) => entry.name)

describe('a board', () => {
  const board = rankEntries([
    made('low', scoring(35)),
    made('high', scoring(95)),
    made('middle-b', scoring(62)),
    made('middle-a', scoring(62)),
  ])

  test('stands by mean, equal means by name', () => {
    expect(names(board)).toEqual(['high', 'middle-a', 'middle-b', 'low'])
    expect(board.benchmarks).toEqual(['mmstar'])
  })

  test('gives the ranks that the intervals allow, and equal ordinals to equal ones', () => {
    expect(board.rows.map(({ rank }) => rank)).toEqual([
      { best: 1, worst: 1 },
      { best: 2, worst: 3 },
      { best: 2, worst: 3 },
      { best: 4, worst: 4 },
    ])
    expect(board.rows.map(({ ordinal }) => ordinal)).toEqual([
      { best: 1, shared: false, changes: true },
      { best: 2, shared: true, changes: true },
      { best: 2, shared: true, changes: false },
      { best: 4, shared: false, changes: true },
    ])
    expect(board.rows.map(({ tier }) => tier)).toEqual([1, 2, 2, 3])
  })

  test('says whether its order is reliable', () => {
    expect(board.reliability).toBeGreaterThan(0.9)
    expect(board.orderReliable).toBe(true)
    const close = rankEntries([made('a', scoring(60)), made('b', scoring(62))])
    expect(close).toMatchObject({ reliability: 0, orderReliable: false })
  })
})

test('the download says how its resamples are drawn', () => {
  const board = rankEntries([made('a', scoring(60)), made('b', scoring(40))])
  expect(boardDownload(board)).toMatchObject({
    version: { summary: summaryVersion },
    bootstrap: {
      resamples: 2000,
      ranks: { probe: 'bootstrap', condition: 'cluster-counts', items: ['mmstar/made'] },
      profiles: { condition: 'poisson' },
    },
    rows: [{}, {}],
  })
  expect(boardDownload(rankEntries([])).bootstrap.ranks.items).toEqual([])
})

test('one checkpoint is first of one', () => {
  const board = rankEntries([made('only', scoring(60))])
  expect(board).toMatchObject({ reliability: null, orderReliable: true })
  expect(board.rows).toMatchObject([
    { rank: { best: 1, worst: 1 }, ordinal: { best: 1, shared: false, changes: true }, tier: 1 },
  ])
  expect(board.rows[0]?.mean).toEqual(board.rows[0]?.entry.summary.mean)
  expect(rankEntries([]).rows).toEqual([])
})

test('means are taken over the benchmarks that every row has in the same edition', () => {
  const pairs = madeOutcomes('mmvp', items, () => 1)
  const both = made('both', scoring(60), pairs)
  expect(rankEntries([both, made('one', scoring(70))]).benchmarks).toEqual(['mmstar'])
  expect(names(rankEntries([both, made('one', scoring(70))]))).toEqual(['one', 'both'])
  const other = rankEntries([both, made('other', { ...scoring(70), edition: 'corrected' }, pairs)])
  expect(other.benchmarks).toEqual(['mmvp'])
})

test('a mean over some benchmarks of a run knows which pictures these share, as its ranks do', () => {
  const twice = (pictures: string) => {
    const others = items.map(item => ({ ...item, imageHash: `${pictures}${item.imageHash}` }))
    const own = [scoring(60), madeOutcomes('ai2d', others, (_, item) => (item < 60 ? 1 : 0))]
    const all = [...own, madeOutcomes('q-bench', items, () => 1)]
    const runs = new Map([
      ['all', madeRun(...all)],
      ['some', madeRun(...own)],
    ])
    const units = new Map([...runs].map(([run, outcomes]) => [run, unitVectors(outcomes)]))
    const { rows } = rankEntries([made('all', ...all), made('some', ...own)], units)
    return rows.find(({ entry }) => entry.name === 'all')?.mean
  }
  const [same, others] = [twice(''), twice('other ')]
  expect(same?.value).toBe(others?.value)
  // √2 of what independent benchmarks would have, by the covariance of equal columns.
  expect((same?.se ?? 0) / (others?.se ?? 1)).toBeCloseTo(Math.SQRT2, 1)
  expect(same?.clusters).toBe(100)
})

test('a set that serves one probe is in no mean, and in no test of ranks', () => {
  const words = madeOutcomes('cifar-100', items, () => 1)
  const rows = [made('a', scoring(60), words), made('b', scoring(90), words)]
  const board = rankEntries(rows)
  expect(board.benchmarks).toEqual(['mmstar'])
  expect(board.rows.map(({ entry, mean }) => [entry.name, mean])).toEqual(
    [rows[1], rows[0]].map(({ name, summary }) => [name, summary.mean]),
  )
  expect(rankEntries([made('a', words), made('b', words)]).benchmarks).toEqual(['cifar-100'])
})

test('rows that share no benchmark are listed but not ranked', () => {
  const board = rankEntries([
    made('b', scoring(60)),
    made(
      'a',
      madeOutcomes('mmvp', items, () => 1),
    ),
  ])
  expect(board).toMatchObject({ benchmarks: [], reliability: null })
  expect(board.rows).toMatchObject([
    { entry: { name: 'a' }, mean: null, rank: null, ordinal: null, tier: 1 },
    { entry: { name: 'b' }, mean: null, rank: null, ordinal: null, tier: 1 },
  ])
})

test('a mean on fewer than 30 clusters is listed but not ranked', () => {
  const few = madeItem(0, { imageHash: 'same' })
  const clustered = items.map((item, at) => (at < 80 ? { ...few, id: item.id } : item))
  const board = rankEntries([made('large', scoring(60)), made('few', scoring(90, clustered))])
  expect(names(board)).toEqual(['few', 'large'])
  expect(board.rows.map(({ rank }) => rank)).toEqual([null, { best: 1, worst: 1 }])
})
