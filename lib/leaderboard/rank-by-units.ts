import { isNotEnough } from '../domain/not-enough-data'
import { type BoardBenchmark, type BoardPool, poolBoard, samePools } from '../statistics/board-benchmark'
import { bootstrapReplicates } from '../statistics/cluster-bootstrap'
import { poolByPictures } from '../statistics/clusters'
import { lettersOf, rankPairs, type TestedPairs, testPairs } from '../statistics/pairwise-ranks'
import { type PooledMean, pooledMean } from '../statistics/pooled-mean'
import type { RankInterval } from '../statistics/rank-intervals'
import {
  type BoardResamples,
  rankResamples,
  resamplePools,
  tiersOfResamples,
} from '../statistics/sampled-ranks'
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

/** What was found of a board's rows, to be taken over where a later board has them again on the same units. */
export interface RankMemory {
  /** Names of the rows, each of one answered run for good. */
  readonly names: readonly string[]
  /** Without what the rows scored. */
  readonly pools: readonly BoardPool[]
  readonly tested: TestedPairs
  readonly resamples: BoardResamples
}

/**
 * Ranks rows by paired tests over the items that all of them have. Null where a row has no vectors, or they share too
 * little. @param rows vectors of each row, best mean first. @param benchmarks ids of those that every row has.
 */
export function rankByUnits(
  rows: readonly (readonly UnitVector[])[],
  benchmarks: readonly string[],
): PairedRank[] | null {
  return rankAfter(rows, benchmarks, [...rows.keys()].map(String), null)?.rows ?? null
}

/**
 * The same, testing and resampling only what was not there before: pairs with a new row, and the new rows. Where the rows
 * share other units than before, all of it. @param names one per row; equal names have equal vectors.
 */
export function rankAfter(
  rows: readonly (readonly UnitVector[])[],
  benchmarks: readonly string[],
  names: readonly string[],
  before: RankMemory | null,
): { readonly rows: PairedRank[]; readonly memory: RankMemory } | null {
  const shared = benchmarks.map(id => boardBenchmark(rows, id))
  const known = shared.flatMap(one => one ?? [])
  if (known.length === 0 || known.length < shared.length) return null
  const pools = poolBoard(known)
  if (isNotEnough(pools)) return null
  const held = before && samePools(before.pools, pools) ? before : null
  const placeOf = new Map(held?.names.map((name, at) => [name, at]))
  const places = names.map(name => placeOf.get(name))
  const tested = testPairs(pools, held ? { found: held.tested, places } : undefined)
  const resamples = resamplePools(
    pools,
    bootstrapReplicates,
    held ? { found: held.resamples, places } : undefined,
  )
  if (isNotEnough(resamples)) return null
  const paired = rankPairs(tested)
  const sampled = rankResamples(resamples)
  const tiers = tiersOfResamples(resamples, [...rows.keys()])
  const letters = rows.length > mostLettered ? null : lettersOf(paired)
  const ranked = rows.map((_, row) => ({
    rank: paired.ranks[row],
    first: sampled[row].first,
    letters: letters?.[row] ?? '',
    tier: tiers[row],
  }))
  return { rows: ranked, memory: { names: [...names], pools: pools.map(withoutRows), tested, resamples } }
}

function withoutRows(pool: BoardPool): BoardPool {
  return { ...pool, members: pool.members.map(({ key, design }) => ({ key, design, vectors: [] })) }
}

/** What a benchmark's resamples are keyed by. */
export function boardKey(benchmark: string, edition: string): string {
  return `${benchmark}/${edition}`
}

/** Whether some of the benchmarks share pictures. @param vectors of any row: equal editions have equal pictures. */
export function sharePictures(vectors: readonly UnitVector[], benchmarks: readonly string[]): boolean {
  const known = vectors.filter(({ benchmark }) => benchmarks.includes(benchmark))
  return poolByPictures(known).length < known.length
}

/** Mean of one row over benchmarks of which some share pictures. @param vectors of the row. */
export function pooledMeanOf(
  vectors: readonly UnitVector[],
  benchmarks: readonly string[],
): PooledMean | null {
  const known = benchmarks.flatMap(id => boardBenchmark([vectors], id) ?? [])
  if (known.length < benchmarks.length) return null
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
