import type { BoardEntry } from '../domain/board-entry'
import type { Estimate } from '../domain/cell'
import type { BenchmarkSummary } from '../domain/run-summary'
import { type RankInterval, rankIntervals } from '../statistics/rank-intervals'
import { reliability } from '../statistics/reliability'
import { standardError } from './chance-correction'
import { macroMean } from './macro-mean'
import { fewestRankedClusters } from './summarise-benchmark'
import { tiersOf } from './tiers'

/** One row of the leaderboard. */
export interface RankedEntry {
  readonly entry: BoardEntry
  /** Chance-corrected mean over the benchmarks that every row has; null where they share none. */
  readonly mean: Estimate | null
  /** Ranks the mean's interval allows; null where it is not ranked (`mean` null, or fewer than 30 clusters). */
  readonly rank: RankInterval | null
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
}

const leastReliability = 0.8

/**
 * Orders checkpoints by their mean over the benchmarks that every one was evaluated on in the same edition, by the
 * same scorer and prompts (measurement 1.10). Ranks come from the means' intervals alone (2.8 iii), which is wider
 * than need be: item-paired tests of all pairs (2.8 i) will replace them once several checkpoints share items.
 * A benchmark with a small sample is never ranked by itself but enters the mean with its error (2.11).
 */
export function rankEntries(entries: readonly BoardEntry[]): Board {
  const benchmarks = sharedBenchmarks(entries)
  const ordered = entries
    .map(entry => ({ entry, mean: meanOver(benchmarks, entry) }))
    .toSorted((a, b) => sortValue(b.mean) - sortValue(a.mean) || compareNames(a.entry, b.entry))
  const ranked = ordered.flatMap(({ mean }) => (mean && mean.clusters >= fewestRankedClusters ? [mean] : []))
  const intervals = rankIntervals(ranked)
  const rankOf = new Map(ranked.map((mean, at) => [mean, intervals[at] ?? null]))
  const ranks = ordered.map(({ mean }) => (mean ? (rankOf.get(mean) ?? null) : null))
  const tiers = tiersOf(ordered.map(({ mean }) => mean))
  const share = reliability(
    ranked.map(mean => mean.value),
    ranked.map(standardError),
  )
  return {
    rows: ordered.map((row, at) => ({
      ...row,
      rank: ranks[at] ?? null,
      ordinal: ordinalAt(ranks, at),
      tier: tiers[at] ?? 1,
    })),
    benchmarks,
    reliability: share,
    orderReliable: share === null || share >= leastReliability,
  }
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

function sharedBenchmarks([first, ...others]: readonly BoardEntry[]): string[] {
  const own = first?.summary.benchmarks ?? []
  return own
    .filter(one => others.every(({ summary }) => summary.benchmarks.some(other => isComparable(one, other))))
    .map(({ benchmark }) => benchmark)
}

function isComparable(one: BenchmarkSummary, other: BenchmarkSummary): boolean {
  return (
    one.benchmark === other.benchmark &&
    one.edition === other.edition &&
    one.scorer === other.scorer &&
    one.promptProfile === other.promptProfile
  )
}

function meanOver(benchmarks: readonly string[], { summary }: BoardEntry): Estimate | null {
  if (benchmarks.length === 0) return null
  const shared = summary.benchmarks.filter(({ benchmark }) => benchmarks.includes(benchmark))
  return macroMean(shared.map(({ corrected }) => corrected))
}

function sortValue(mean: Estimate | null): number {
  return mean?.value ?? Number.NEGATIVE_INFINITY
}

/** By name, then by id, so that equal means always stand in the same order. */
function compareNames(a: BoardEntry, b: BoardEntry): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return a.checkpoint < b.checkpoint ? -1 : 1
}
