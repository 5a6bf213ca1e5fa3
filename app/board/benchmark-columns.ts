import { benchmarks as catalogue } from '#lib/benchmarks/index'
import type { BenchmarkSummary } from '#lib/domain/run-summary'
import type { RankedEntry } from '#lib/leaderboard/rank-entries'
import { between, listed } from '../format/numbers'
import { printedScaleOf } from '../format/printed-score'
import { type BoardCell, type BoardColumn, columnOver } from './board-column'

/** How far below the guess floor a scale begins at least, so that the floor's line stands inside it. */
export const floorMargin = 0.02

/** One edition of one benchmark: two editions never share a column. */
export interface Edition {
  /** Id in addresses: the benchmark's, with the edition's first digits where there are several. */
  readonly id: string
  readonly edition: string
  readonly benchmark: BenchmarkSummary
}

/** The editions that occur in the rows, in the order of the catalogue. */
export function editionsOf(rows: readonly RankedEntry[]): Edition[] {
  const byEdition = new Map<string, BenchmarkSummary>()
  for (const { entry } of rows)
    for (const benchmark of entry.summary.benchmarks)
      if (!byEdition.has(benchmark.edition)) byEdition.set(benchmark.edition, benchmark)
  const found = [...byEdition.values()].sort((a, b) => place(a) - place(b))
  return found.map(benchmark => {
    const alone = found.filter(other => other.benchmark === benchmark.benchmark).length === 1
    const { edition } = benchmark
    const id = alone ? benchmark.benchmark : `${benchmark.benchmark}-${edition.slice(0, 8)}`
    return { id, edition, benchmark }
  })
}

function place({ benchmark }: BenchmarkSummary): number {
  const found = catalogue.findIndex(candidate => candidate.id === benchmark)
  return found === -1 ? catalogue.length : found
}

/** What a row says of an edition, or null where it was not run. */
export function onEdition(
  { entry: { summary } }: RankedEntry,
  { edition }: Edition,
): BenchmarkSummary | null {
  return summary.benchmarks.find(benchmark => benchmark.edition === edition) ?? null
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
        head: benchmark.title,
        description: `Score in ${scale.unit === '%' ? 'percent' : `points of ${bounds.high}`} over ${benchmark.unit}${
          floor === null ? '' : `; guessing scores ${scale.print(benchmark.guessFloor)}`
        }.`,
        lane: 'score',
        floor,
        cell: row => scoreCell(onEdition(row, edition)),
      },
      bounds,
      floor === null ? [] : [scale.at(benchmark.guessFloor - floorMargin)],
    )
  })
}

function scoreCell(benchmark: BenchmarkSummary | null): BoardCell {
  if (!benchmark) return { kind: 'word', word: 'not run' }
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
