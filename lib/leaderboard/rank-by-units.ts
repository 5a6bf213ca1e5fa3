import { isNotEnough } from '../domain/not-enough-data'
import type { BoardBenchmark } from '../statistics/board-benchmark'
import { poolByPictures } from '../statistics/clusters'
import { lettersOf, pairwiseRanks } from '../statistics/pairwise-ranks'
import { type PooledMean, pooledMean } from '../statistics/pooled-mean'
import type { RankInterval } from '../statistics/rank-intervals'
import { rankResamples, resampleBoard, tiersOfResamples } from '../statistics/sampled-ranks'
import { numberAnew } from '../statistics/stratified-mean'
import type { UnitVector } from './unit-vectors'

/** What tests over shared items say of one row. */
export interface PairedRank {
  /** By tests of all pairs of the rows shown, Holm at 5 % (measurement 2.8 i). */
  readonly rank: RankInterval
  /** Share of the resamples in which no row scored higher (2.8 ii). */
  readonly first: number
  /** Rows that share a letter were not told apart; empty on a board too long for letters. */
  readonly letters: string
  /** From 1: a row opens the next tier where it scored lower than its tier's first in 97.5 % of the resamples. */
  readonly tier: number
}

/** Longer boards would need hundreds of letters. */
const mostLettered = 40

/**
 * Ranks rows by paired tests over the items that all of them have. Null where a row has no vectors, or they share too
 * little. @param rows vectors of each row, best mean first. @param benchmarks ids of those that every row has.
 */
export function rankByUnits(
  rows: readonly (readonly UnitVector[])[],
  benchmarks: readonly string[],
): PairedRank[] | null {
  const shared = benchmarks.map(id => boardBenchmark(rows, id))
  const known = shared.flatMap(one => one ?? [])
  if (known.length === 0 || known.length < shared.length) return null
  const paired = pairwiseRanks(known)
  const resamples = resampleBoard(known)
  if (isNotEnough(paired) || isNotEnough(resamples)) return null
  const sampled = rankResamples(resamples)
  const tiers = tiersOfResamples(resamples, [...rows.keys()])
  const letters = rows.length > mostLettered ? null : lettersOf(paired)
  return rows.map((_, row) => ({
    rank: paired.ranks[row],
    first: sampled[row].first,
    letters: letters?.[row] ?? '',
    tier: tiers[row],
  }))
}

/** What a benchmark's resamples are keyed by. */
export function boardKey(benchmark: string, edition: string): string {
  return `${benchmark}/${edition}`
}

/**
 * Mean of one row over benchmarks of which some share pictures; null where none do, and the benchmarks' own intervals say
 * all there is to say. @param vectors of the row.
 */
export function pooledMeanOf(
  vectors: readonly UnitVector[],
  benchmarks: readonly string[],
): PooledMean | null {
  const known = benchmarks.flatMap(id => boardBenchmark([vectors], id) ?? [])
  const pictured = known.map(({ design, pictures }) => ({ cluster: design.cluster, pictures }))
  if (known.length < benchmarks.length || poolByPictures(pictured).length === known.length) return null
  const found = pooledMean(known)
  return isNotEnough(found) ? null : found
}

function boardBenchmark(rows: readonly (readonly UnitVector[])[], id: string): BoardBenchmark | null {
  const vectors = rows.flatMap(row => row.find(({ benchmark }) => benchmark === id) ?? [])
  const [first] = vectors
  if (!first || vectors.length < rows.length) return null
  // Equal editions have equal units.
  if (vectors.some(one => one.edition !== first.edition || one.values.length !== first.values.length))
    return null
  const [cluster, clusters] = numberAnew([...first.cluster])
  const [stratum, strata] = numberAnew([...first.stratum])
  return {
    key: boardKey(id, first.edition),
    design: { stratum, strata, cluster, clusters },
    vectors: vectors.map(({ values }) => values),
    pictures: vectors.find(({ pictures }) => pictures)?.pictures,
  }
}
