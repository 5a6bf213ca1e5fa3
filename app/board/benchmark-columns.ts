import { benchmarks as catalogue } from '#lib/benchmarks/index'
import type { BenchmarkSummary } from '#lib/domain/run-summary'
import type { RankedEntry } from '#lib/leaderboard/rank-entries'
import { between, listed } from '../format/numbers'
import { printedScaleOf } from '../format/printed-score'
import { type BoardCell, type BoardColumn, columnOver } from './board-column'

/** How far below the guess floor a scale begins at least, so that the floor's line stands inside it. */
export const floorMargin = 0.02

/** One edition of one benchmark, read in one way: two editions or two scorers never share a column. */
export interface Edition {
  /** Id in addresses: the benchmark's, with the edition's first digits, and the scorer, where there are several. */
  readonly id: string
  readonly benchmark: BenchmarkSummary
}

/** The editions that occur in the rows, in the order of the catalogue. */
export function editionsOf(rows: readonly RankedEntry[]): Edition[] {
  const byEdition = new Map<string, BenchmarkSummary>()
  for (const { entry } of rows)
    for (const benchmark of entry.summary.benchmarks)
      if (!byEdition.has(keyOf(benchmark))) byEdition.set(keyOf(benchmark), benchmark)
  const found = [...byEdition.values()].sort((a, b) => place(a) - place(b))
  return found.map(benchmark => {
    const { edition, scorer, promptProfile } = benchmark
    const others = found.filter(other => other !== benchmark && other.benchmark === benchmark.benchmark)
    const sameItems = others.filter(other => other.edition === edition)
    const apart = [
      ...(others.length > 0 ? [edition.slice(0, 8)] : []),
      ...(sameItems.length > 0 ? [scorer.replaceAll('.', '-')] : []),
      ...(sameItems.some(other => other.scorer === scorer) ? [promptProfile] : []),
    ]
    return { id: [benchmark.benchmark, ...apart].join('-'), benchmark }
  })
}

function keyOf({ edition, scorer, promptProfile }: BenchmarkSummary): string {
  return JSON.stringify([edition, scorer, promptProfile])
}

function place({ benchmark }: BenchmarkSummary): number {
  const found = catalogue.findIndex(candidate => candidate.id === benchmark)
  return found === -1 ? catalogue.length : found
}

/** What a row says of an edition, or null where it was not run. */
export function onEdition(
  { entry: { summary } }: RankedEntry,
  { benchmark: shown }: Edition,
): BenchmarkSummary | null {
  return summary.benchmarks.find(benchmark => keyOf(benchmark) === keyOf(shown)) ?? null
}

/** One column a benchmark, each on the scale it is printed on, with its guess floor. */
export function benchmarkColumns(rows: readonly RankedEntry[]): BoardColumn[] {
  return editionsOf(rows).map(edition => {
    const { id, benchmark } = edition
    const scale = printedScaleOf(benchmark)
    const floor = benchmark.guessFloor > 0 ? scale.at(benchmark.guessFloor) : null
    const bounds = { low: scale.at(0), high: scale.at(1) }
    return columnOver(
      rows,
      {
        id,
        head: titleOf(benchmark),
        description: `Score in ${scale.unit === '%' ? 'percent' : `points of ${bounds.high}`} over ${benchmark.unit}${
          floor === null ? '' : `; guessing scores ${scale.print(benchmark.guessFloor)}`
        }.`,
        lane: 'score',
        floor,
        cell: row => scoreCell(onEdition(row, edition), notScored(row, edition)),
      },
      bounds,
      floor === null ? [] : [scale.at(benchmark.guessFloor - floorMargin)],
    )
  })
}

/** With the scorer, where it stands in for a judge. */
function titleOf({ title, scorer }: BenchmarkSummary): string {
  return scorer.endsWith('.offline') ? `${title}, ${scorer}` : title
}

/** Why a row that was asked has no score, or null. */
function notScored({ entry: { summary } }: RankedEntry, { benchmark: shown }: Edition): string | null {
  const found = summary.notScored.find(
    ({ edition, scorer }) => edition === shown.edition && scorer === shown.scorer,
  )
  return found ? `not scored: ${found.reason}` : null
}

/** Benchmarks that rows answered and none has a score of, with why, and in how many runs. */
export function unscoredTitles(
  rows: readonly RankedEntry[],
  editions: readonly Edition[],
): { readonly title: string; readonly reason: string; readonly runs: number }[] {
  const scored = new Set(editions.map(({ benchmark }) => benchmark.benchmark))
  const waiting = rows
    .flatMap(({ entry }) => entry.summary.notScored)
    .filter(({ benchmark }) => !scored.has(benchmark))
  return [...Map.groupBy(waiting, ({ title, reason }) => `${title} ${reason}`).values()].flatMap(found => {
    const [first] = found
    return first ? [{ title: first.title, reason: first.reason, runs: found.length }] : []
  })
}

function scoreCell(benchmark: BenchmarkSummary | null, why: string | null): BoardCell {
  if (!benchmark) return { kind: 'word', word: why ?? 'not run' }
  const { value, low, high } = benchmark.score
  const scale = printedScaleOf(benchmark)
  return {
    kind: 'estimate',
    value: scale.at(value),
    low: scale.at(low),
    high: scale.at(high),
    text: scale.print(value),
    interval: between(scale.at(low), scale.at(high), scale.unit === '%' ? 1 : 0),
    mark: benchmark.smallSample ? 'small' : 'plain',
  }
}

/** The benchmarks by title, for a sentence. */
export function editionTitles(editions: readonly Edition[]): string {
  return listed(editions.map(({ benchmark }) => benchmark.title))
}
