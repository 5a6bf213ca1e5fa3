import { expect, test } from 'vitest'
import type { BoardEntry } from '#lib/domain/board-entry'
import { checkpointDigest } from '#lib/domain/checkpoint'
import { rankEntries } from '#lib/leaderboard/rank-entries'
import { runSummaryFixture } from '#test/fixtures/run-summaries'
import { benchmarkColumns, editionsOf, unscoredTitles } from '../../app/board/benchmark-columns'
import { nextSort, orderRows, parseSort } from '../../app/board/board-order'
import { boardHref, parseBoardSearch } from '../../app/board/board-search'
import { effectColumns } from '../../app/board/effect-columns'
import { profileColumns, relianceColumn } from '../../app/board/profile-columns'
import { findings, lede } from '../../app/checkpoint/findings'

function entry(name: string, skill: number, sight: number): BoardEntry {
  return {
    checkpoint: name.padEnd(12, '0'),
    name,
    digest: checkpointDigest.parse(`sha256:${'0'.repeat(64)}`),
    source: { kind: 'directory', path: `/checkpoints/${name}` },
    run: name,
    submission: name,
    finishedAt: new Date(0),
    summary: runSummaryFixture({ seed: name.length, skill, sight, parameters: 7e9 }),
  }
}

const board = rankEntries([entry('blind', 0.3, 0.1), entry('seeing', 0.6, 0.6)])
const [seeing, blind] = board.rows

test('a foreign address falls back to the default view, and a view round-trips through its address', () => {
  const fallback = parseBoardSearch({ view: ['probes', 'x'], sort: 'a b', on: '../..' })
  expect(boardHref(fallback, {})).toBe('/')
  const search = parseBoardSearch({ view: 'probes', sort: '-P1', on: 'mme' })
  const { searchParams } = new URL(boardHref(search, {}), 'http://portal')
  expect(parseBoardSearch(Object.fromEntries(searchParams))).toEqual(search)
})

test('a head asks for its own direction first, then for the other', () => {
  expect(nextSort('-mean', 'mme')).toBe('-mme')
  expect(nextSort('-mme', 'mme')).toBe('mme')
  expect(nextSort('-mean', 'name')).toBe('name')
})

test('rows are ordered by the column, and stay as they are under an unknown one', () => {
  const columns = benchmarkColumns(board.rows)
  const names = (sort: string) => orderRows(board.rows, columns, parseSort(sort)).map(row => row.entry.name)
  expect(names('-mmvp')).toEqual(['seeing', 'blind'])
  expect(names('mmvp')).toEqual(['blind', 'seeing'])
  expect(names('name')).toEqual(['blind', 'seeing'])
  expect(names('-nothing')).toEqual(['seeing', 'blind'])
})

test('MME is printed on its own scale, with the guess floor inside the lane', () => {
  const mme = benchmarkColumns(board.rows).find(({ id }) => id === 'mme')
  expect(mme?.floor).toBe(1050)
  expect(mme?.domain.low).toBeLessThan(1050)
  const cell = seeing && mme?.cell(seeing)
  expect(cell?.kind === 'estimate' && cell.text).toMatch(/^\d\u2009\d{3}$/)
})

test('two scorers never share a column; an answered benchmark without a score says why', () => {
  const offline = { benchmark: 'mm-vet', title: 'MM-Vet', scorer: 'mmvet.offline' }
  const judged = { ...offline, scorer: 'mmvet.judge.official' }
  const notScored = { ...judged, edition: 'e'.repeat(64), items: 218, reason: 'no judge' }
  const withVet = (name: string, vet: { readonly scorer: string } | null) => {
    const made = entry(name, 0.5, 0.5)
    const [first, ...rest] = made.summary.benchmarks
    const own = first && vet ? [{ ...first, ...vet, benchmark: 'mm-vet', edition: 'e'.repeat(64) }] : []
    return {
      ...made,
      summary: { ...made.summary, benchmarks: [...own, ...rest], notScored: vet ? [] : [notScored] },
    }
  }
  const { rows } = rankEntries([
    withVet('judged', judged),
    withVet('stand-in', offline),
    withVet('nobody', null),
  ])
  const columns = benchmarkColumns(rows).filter(({ id }) => id.startsWith('mm-vet'))
  expect(columns.map(({ id, head }) => [id, head])).toEqual(
    expect.arrayContaining([
      ['mm-vet-eeeeeeee-mmvet-judge-official', 'MM-Vet'],
      ['mm-vet-eeeeeeee-mmvet-offline', 'MM-Vet, mmvet.offline'],
    ]),
  )
  for (const { id } of columns)
    expect(parseBoardSearch({ sort: id, on: id })).toMatchObject({ sort: id, on: id })
  const words = (name: string) => {
    const row = rows.find(one => one.entry.name === name)
    const cells = columns.flatMap(column => (row ? [[column.id, column.cell(row)] as const] : []))
    return Object.fromEntries(cells.map(([id, cell]) => [id, cell.kind === 'word' ? cell.word : cell.kind]))
  }
  expect(words('nobody')).toEqual({
    'mm-vet-eeeeeeee-mmvet-judge-official': 'not scored: no judge',
    'mm-vet-eeeeeeee-mmvet-offline': 'not run',
  })
  expect(words('judged')).toMatchObject({
    'mm-vet-eeeeeeee-mmvet-judge-official': 'estimate',
    'mm-vet-eeeeeeee-mmvet-offline': 'not run',
  })
})

test('what a blind checkpoint keeps stands in brackets without an interval', () => {
  const [tokenOrder] = profileColumns(board.rows)
  expect(blind && tokenOrder?.cell(blind)).toMatchObject({ mark: 'unread', text: '(0.97)' })
  expect(seeing && tokenOrder?.cell(seeing)).toMatchObject({ mark: 'plain' })
  expect(blind && relianceColumn(board.rows).cell(blind)).toMatchObject({ mark: 'unread', text: '0.10' })
})

test('the profile has a column a property, and says of what was not run what it would have taken', () => {
  const reason = { code: 'no-backbone', message: 'no language model is declared' } as const
  const made = entry('bare', 0.6, 0.6)
  const missing = { state: 'missing', reason: reason.message, value: null, low: null, high: null } as const
  const summary = {
    ...made.summary,
    profile: made.summary.profile.map(one =>
      one.id === 'P10' || one.id === 'P8'
        ? { ...one, ...missing, eligible: 0, benchmarks: 0, parts: [] }
        : one,
    ),
    notRun: [{ probe: 'text-maths', benchmark: null, reason }],
  }
  const { rows } = rankEntries([{ ...made, summary }])
  const columns = profileColumns(rows)
  expect(columns.map(({ id }) => id)).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12].map(place => `P${place}`))
  const cellOf = (id: string) => columns.find(column => column.id === id)?.cell(rows[0])
  expect(cellOf('P10')).toEqual({ kind: 'word', word: 'no backbone' })
  expect(cellOf('P8')).toEqual({ kind: 'word', word: 'not run' })
})

test('every setting of the probes has a column, the control first and grids from coarse to fine', () => {
  const [edition] = editionsOf(board.rows)
  const heads = edition ? effectColumns(board.rows, edition).map(({ head }) => head) : []
  expect(heads).toEqual(['No image', 'Permuted', 'Reversed', '2 × 2', '4 × 4', '8 × 8', '14 × 14'])
})

test('the lede says what the cells say', () => {
  expect(seeing && lede(seeing, 2)).toMatch(/^Rank 1 of 2\. Loses 60\u2009% of its above-chance score/)
  expect(blind && lede(blind, 2)).toContain('says little about sight')
  expect(seeing && lede(seeing, 1)).not.toContain('Rank')
})

test('a finding disappears when no change is significant', () => {
  expect(seeing && findings(seeing.entry.summary).map(({ title }) => title)).toContain(
    'The image is needed on MMVP, MMStar and MME.',
  )
  const quiet = seeing?.entry.summary.benchmarks.map(benchmark => ({
    ...benchmark,
    effects: benchmark.effects.map(effect => ({
      ...effect,
      change: { ...effect.change, verdict: 'not-detected' as const },
    })),
  }))
  expect(seeing && quiet && findings({ ...seeing.entry.summary, benchmarks: quiet })).toEqual([])
})

test('a benchmark that no row has a score of is told with its runs and its reason, any other by its own column', () => {
  const waiting = (benchmark: string, title: string) => ({
    benchmark,
    title,
    edition: 'f'.repeat(64),
    scorer: 'any.judge',
    items: 60,
    reason: 'no judge',
  })
  const { rows } = rankEntries(
    ['one', 'two'].map(name => {
      const made = entry(name, 0.5, 0.5)
      const notScored = [waiting('llava-w', 'LLaVA-W'), waiting('mmstar', 'MMStar')]
      return { ...made, summary: { ...made.summary, notScored } }
    }),
  )
  expect(unscoredTitles(rows, editionsOf(rows))).toEqual([{ title: 'LLaVA-W', reason: 'no judge', runs: 2 }])
  expect(unscoredTitles(board.rows, editionsOf(board.rows))).toEqual([])
})
