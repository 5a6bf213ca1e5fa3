import { benchmarkById } from '../benchmarks'
import type { BoardEntry } from '../domain/board-entry'
import type { Estimate } from '../domain/cell'
import { isNotEnough } from '../domain/not-enough-data'
import type { BenchmarkSummary } from '../domain/run-summary'
import { tInterval } from '../statistics/intervals'
import { type RankInterval, rankIntervals } from '../statistics/rank-intervals'
import { reliability } from '../statistics/reliability'
import { standardError } from './chance-correction'
import { macroMean } from './macro-mean'
import { type PairedRank, pooledMeanOf, type RankMemory, rankAfter, sharePictures } from './rank-by-units'
import { fewestRankedClusters } from './summarise-benchmark'
import { tiersOf } from './tiers'
import type { UnitVector } from './unit-vectors'

/** One row of the leaderboard. */
export interface RankedEntry {
  readonly entry: BoardEntry
  /** Chance-corrected mean over the benchmarks that every row has; null where they share none. */
  readonly mean: Estimate | null
  /** Null where it is not ranked (`mean` null, or fewer than 30 clusters). */
  readonly rank: RankInterval | null
  /** What tests over shared items say beside the rank; null where ranks come from the means' intervals. */
  readonly paired: Pick<PairedRank, 'first' | 'letters'> | null
  /** What stands before the row: its best rank, `=` where `shared`, and printed only where it `changes`. */
  readonly ordinal: { readonly best: number; readonly shared: boolean; readonly changes: boolean } | null
  /** From 1; a tier holds everything the data cannot separate from its first row. */
  readonly tier: number
}

export interface Board {
  /** By mean, descending. */
  readonly rows: readonly RankedEntry[]
  /** Ids of the benchmarks the means are taken over. */
  readonly benchmarks: readonly string[]
  /** Share of the means' variance that is not error; null below two ranked rows. */
  readonly reliability: number | null
  /** False below reliability 0.8: ordinals and tiers are then not shown (measurement 2.12). */
  readonly orderReliable: boolean
  /**
   * How ranks and tiers came about: by paired tests over the items that all ranked rows share, or, where a row's items are
   * not at hand, by the intervals of the means alone, which is wider (measurement 2.8).
   */
  readonly rankedBy: 'paired-tests' | 'intervals'
}

const leastReliability = 0.8

/**
 * Orders checkpoints by their mean over the benchmarks that every one was evaluated on in the same edition, by the
 * same scorer and prompts (measurement 1.10). Ranks are those of paired tests of all pairs of the rows shown (2.8 i), tiers
 * those of common resamples (2.8 ii). A benchmark with a small sample is never ranked by itself but enters the mean with
 * its error (2.11). @param units of each run; ranks come from the means' intervals (2.8 iii) where a ranked row has none.
 */
export function rankEntries(
  entries: readonly BoardEntry[],
  units: ReadonlyMap<string, readonly UnitVector[]> = new Map(),
): Board {
  return rankEntriesAfter(entries, units, null).board
}

/**
 * The same board, made of an earlier one: pairs and resamples of runs that were there are taken over, as long as all rows
 * share the same units as before. @param before what the earlier board left; the same again comes with the board.
 */
export function rankEntriesAfter(
  entries: readonly BoardEntry[],
  units: ReadonlyMap<string, readonly UnitVector[]>,
  before: RankMemory | null,
): { readonly board: Board; readonly memory: RankMemory | null } {
  const benchmarks = sharedBenchmarks(entries)
  const some = entries.map(({ run }) => units.get(run)).find(own => own !== undefined)
  // Where none is shared, the benchmarks' own intervals say all there is to say of their mean.
  const joint = sharePictures(some ?? [], benchmarks)
  const ordered = entries
    .map(entry => ({ entry, mean: meanOver(benchmarks, entry, joint ? units.get(entry.run) : undefined) }))
    .toSorted((a, b) => sortValue(b.mean) - sortValue(a.mean) || compareNames(a.entry, b.entry))
  const ranked = ordered.flatMap(({ entry, mean }) =>
    mean && mean.clusters >= fewestRankedClusters ? [{ entry, mean }] : [],
  )
  const found = rankAfter(
    ranked.map(({ entry }) => units.get(entry.run) ?? []),
    benchmarks,
    ranked.map(({ entry }) => `${entry.run} ${entry.summary.version}`),
    before,
  )
  const paired = found?.rows ?? null
  const pairedOf = new Map(ranked.map(({ entry }, at) => [entry, paired?.[at] ?? null]))
  const intervals = rankIntervals(ranked.map(({ mean }) => mean))
  const intervalOf = new Map(ranked.map(({ entry }, at) => [entry, intervals[at] ?? null]))
  const ranks = ordered.map(({ entry }) => pairedOf.get(entry)?.rank ?? intervalOf.get(entry) ?? null)
  const byInterval = tiersOf(ordered.map(({ mean }) => mean))
  const lastTier = Math.max(0, ...(paired ?? []).map(({ tier }) => tier))
  const tiers = paired ? ordered.map(({ entry }) => pairedOf.get(entry)?.tier ?? lastTier + 1) : byInterval
  const share = reliability(
    ranked.map(({ mean }) => mean.value),
    ranked.map(({ mean }) => standardError(mean)),
  )
  const board: Board = {
    rows: ordered.map((row, at) => ({
      ...row,
      rank: ranks[at] ?? null,
      paired: besideRank(pairedOf.get(row.entry)),
      ordinal: ordinalAt(ranks, at),
      tier: tiers[at] ?? 1,
    })),
    benchmarks,
    reliability: share,
    orderReliable: share === null || share >= leastReliability,
    rankedBy: paired ? 'paired-tests' : 'intervals',
  }
  return { board, memory: found?.memory ?? null }
}

function besideRank(paired: PairedRank | null | undefined): RankedEntry['paired'] {
  return paired ? { first: paired.first, letters: paired.letters } : null
}

function ordinalAt(ranks: readonly (RankInterval | null)[], at: number): RankedEntry['ordinal'] {
  const best = ranks[at]?.best
  if (best === undefined) return null
  return {
    best,
    shared: ranks.filter(rank => rank?.best === best).length > 1,
    changes: ranks[at - 1]?.best !== best,
  }
}

/** Those that serve one probe each are in no mean, unless rows share nothing else. */
function sharedBenchmarks([first, ...others]: readonly BoardEntry[]): string[] {
  const own = first?.summary.benchmarks ?? []
  const shared = own
    .filter(one => others.every(({ summary }) => summary.benchmarks.some(other => isComparable(one, other))))
    .map(({ benchmark }) => benchmark)
  const ranked = shared.filter(benchmark => benchmarkById(benchmark).ranked)
  return ranked.length > 0 ? ranked : shared
}

function isComparable(one: BenchmarkSummary, other: BenchmarkSummary): boolean {
  return (
    one.benchmark === other.benchmark &&
    one.edition === other.edition &&
    one.scorer === other.scorer &&
    one.promptProfile === other.promptProfile
  )
}

function meanOver(
  benchmarks: readonly string[],
  { summary }: BoardEntry,
  units: readonly UnitVector[] | undefined,
): Estimate | null {
  if (benchmarks.length === 0) return null
  const shared = summary.benchmarks.filter(({ benchmark }) => benchmarks.includes(benchmark))
  const ranked = summary.benchmarks.filter(({ benchmark }) => benchmarkById(benchmark).ranked)
  if (ranked.length > 0 && ranked.every(one => shared.includes(one)) && shared.length === ranked.length)
    return summary.mean
  const apart = macroMean(shared.map(({ corrected }) => corrected))
  if (isNotEnough(apart)) return null
  const pooled = units ? pooledMeanOf(units, benchmarks) : null
  if (!pooled) return apart
  const { se, df, clusters } = pooled
  return { ...apart, se, ...tInterval(apart.value, se, df), clusters }
}

function sortValue(mean: Estimate | null): number {
  return mean?.value ?? Number.NEGATIVE_INFINITY
}

/** By name, then by id, so that equal means always stand in the same order. */
function compareNames(a: BoardEntry, b: BoardEntry): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return a.checkpoint < b.checkpoint ? -1 : 1
}
