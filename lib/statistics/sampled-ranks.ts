import { isNotEnough, type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { type BoardBenchmark, type BoardPool, type Earlier, poolBoard } from './board-benchmark'
import { bootstrapReplicates, drawClusters, meansOfDraws, resampleMeans } from './cluster-bootstrap'
import { clusterOfBlocks, sumClusters } from './cluster-sums'
import type { RankInterval } from './rank-intervals'
import type { Design } from './stratified-mean'

/** The scores of a board's rows in each replicate of the cluster bootstrap. */
export interface BoardResamples {
  readonly rows: number
  readonly replicates: number
  /** `[replicates][rows]` */
  readonly scores: Float64Array
}

/** Ranks between the 2.5 and 97.5 percentiles of the replicates. */
export interface SampledRank extends RankInterval {
  /** P(rank = 1): share of replicates in which no row scored higher. */
  readonly first: number
}

/** Half of the 5 % that an interval leaves out. */
const tail = 0.025

/** Scores this close are equal: the same hits, summed in another order, differ by rounding. Some 1.5e-11. */
const resolution = 2 ** -36

/**
 * Resamples the clusters of each benchmark, the same for all rows, and forms every row's macro mean (measurement 2.8 ii).
 * A row's scores do not depend on the other rows as long as they share the same units: a new run adds a column. Of
 * benchmarks that share pictures (2.6), a picture is drawn in every one that has it; resamples that leave a stratum of
 * them empty do not count.
 * @param benchmarks those that every row has, at least one.
 */
export function resampleBoard(
  benchmarks: readonly BoardBenchmark[],
  replicates = bootstrapReplicates,
): BoardResamples | NotEnoughData {
  const pools = poolBoard(benchmarks)
  return isNotEnough(pools) ? pools : resamplePools(pools, replicates)
}

/** @param before resamples of rows that were there on the same pools: theirs are taken over, and only the others made. */
export function resamplePools(
  pools: readonly BoardPool[],
  replicates = bootstrapReplicates,
  before?: Earlier<BoardResamples>,
): BoardResamples | NotEnoughData {
  const rows = pools[0].members[0].vectors.length
  const added = Array.from({ length: rows }, (_, row) => row).filter(row => before?.places[row] === undefined)
  const made = makeResamples(
    added.length === rows ? pools : pools.map(pool => onRows(pool, added)),
    replicates,
  )
  if (!before || isNotEnough(made) || added.length === rows) return made
  const { found, places } = before
  const drawn = added.length > 0 ? made.replicates : found.replicates
  const scores = new Float64Array(drawn * rows)
  const from = Array.from(places, (place, row) => ({ place, at: added.indexOf(row) }))
  for (let replicate = 0; replicate < drawn; replicate++)
    from.forEach(({ place, at }, row) => {
      scores[replicate * rows + row] =
        place === undefined
          ? made.scores[replicate * made.rows + at]
          : found.scores[replicate * found.rows + place]
    })
  return { rows, replicates: drawn, scores }
}

function onRows(pool: BoardPool, rows: readonly number[]): BoardPool {
  return {
    ...pool,
    members: pool.members.map(one => ({ ...one, vectors: rows.map(row => one.vectors[row]) })),
  }
}

function makeResamples(pools: readonly BoardPool[], replicates: number): BoardResamples | NotEnoughData {
  const benchmarks = pools.reduce((sum, { members }) => sum + members.length, 0)
  const rows = pools[0].members[0].vectors.length
  if (rows === 0) return { rows, replicates, scores: new Float64Array() }
  const scores = new Float64Array(replicates * rows)
  for (const pool of pools)
    for (const own of resamplePool(pool, replicates, 1 / benchmarks))
      for (let at = 0; at < scores.length; at++) scores[at] += own[at]
  return whole({ rows, replicates, scores })
}

/** Each member's part of every row's macro mean, `[replicates][rows]`. @param share of a benchmark in the mean. */
function* resamplePool(
  { members, key, clusters }: BoardPool,
  replicates: number,
  share: number,
): Generator<Float64Array> {
  const counts = members.length > 1 ? drawClusters([clusters], key, replicates) : null
  for (const { vectors, design } of members) {
    const table = sumClusters(vectors, design)
    yield counts
      ? meansOfDraws(table, drawnBlocks(design, counts, clusters, replicates), share)
      : resampleMeans(table, key, replicates, share)
  }
}

/** How often each block of a member is drawn, where its pool's clusters are: `[replicates][blocks]`. */
function drawnBlocks(
  design: Design,
  counts: Float64Array,
  clusters: number,
  replicates: number,
): Float64Array {
  const clusterOf = clusterOfBlocks(design)
  const drawn = new Float64Array(replicates * clusterOf.length)
  for (let replicate = 0, at = 0; replicate < replicates; replicate++)
    for (const cluster of clusterOf) drawn[at++] = counts[replicate * clusters + cluster]
  return drawn
}

/** Without the resamples that have no scores: they leave a stratum empty, for all rows alike. */
function whole({ rows, replicates, scores }: BoardResamples): BoardResamples | NotEnoughData {
  const kept = Array.from({ length: replicates }, (_, at) => at * rows).filter(
    first => !Number.isNaN(scores[first]),
  )
  if (kept.length === replicates) return { rows, replicates, scores }
  if (kept.length === 0) return tooFew('resamples with every stratum', 0, 1)
  const left = new Float64Array(kept.length * rows)
  kept.forEach((first, at) => {
    left.set(scores.subarray(first, first + rows), at * rows)
  })
  return { rows, replicates: kept.length, scores: left }
}

/** The ranks each row took; rows with equal scores share the better rank. In the order of the rows. */
export function rankResamples({ rows, replicates, scores }: BoardResamples): SampledRank[] {
  // [rows][rows]: how often each row had each rank.
  const counts = new Uint32Array(rows * rows)
  const base = 2 ** Math.ceil(Math.log2(rows))
  const [scale, inverse] = [1 / resolution, 1 / base]
  const ascending = ascendingOnAverage({ rows, replicates, scores })
  const keys = new Float64Array(rows)
  let almostSorted = true
  for (let replicate = 0; replicate < replicates; replicate++) {
    // The score in front, the row behind it: one number to sort by.
    for (let place = 0; place < rows; place++) {
      const row = ascending[place] ?? 0
      keys[place] = Math.round((scores[replicate * rows + row] ?? 0) * scale) * base + row
    }
    almostSorted &&= insertInOrder(keys)
    if (!almostSorted) keys.sort()
    let rank = 0
    let above = Number.POSITIVE_INFINITY
    for (let place = rows - 1; place >= 0; place--) {
      const key = keys[place] ?? 0
      const score = Math.floor(key * inverse)
      if (score < above) {
        above = score
        rank = rows - 1 - place
      }
      const at = (key - score * base) * rows + rank
      counts[at] = (counts[at] ?? 0) + 1
    }
  }
  return Array.from({ length: rows }, (_, row) => {
    const own = counts.subarray(row * rows, (row + 1) * rows)
    const best = rankWhere(own, Math.floor(tail * replicates) + 1)
    return {
      best,
      worst: rankWhere(own, Math.ceil((1 - tail) * replicates)),
      first: (own[0] ?? 0) / replicates,
    }
  })
}

/**
 * Tier of each row, from 1: a row opens the next tier where it scored lower than the first row of the current one in more
 * than 97.5 % of the replicates. Resamples are common, so this is the bootstrap's paired test.
 * @param order rows, best first. Returns the tiers in that order.
 */
export function tiersOfResamples(
  { rows, replicates, scores }: BoardResamples,
  order: readonly number[],
): number[] {
  let tier = 1
  let first = order[0] ?? 0
  return order.map(row => {
    let notBelow = 0
    for (let at = 0; at < scores.length; at += rows)
      if ((scores[at + row] ?? 0) > (scores[at + first] ?? 0) - resolution) notBelow += 1
    if (notBelow < tail * replicates) {
      tier += 1
      first = row
    }
    return tier
  })
}

/** The rows from the lowest mean over the replicates to the highest. */
function ascendingOnAverage({ rows, scores }: BoardResamples): Uint32Array {
  const sums = new Float64Array(rows)
  for (let first = 0; first < scores.length; first += rows)
    for (let row = 0; row < rows; row++) sums[row] = (sums[row] ?? 0) + (scores[first + row] ?? 0)
  return Uint32Array.from(sums, (_, row) => row).sort((a, b) => (sums[a] ?? 0) - (sums[b] ?? 0))
}

/**
 * Sorts ascending, in place, by insertion: four times as fast as the general way where little is out of order. False, and
 * not done, where much is.
 */
function insertInOrder(keys: Float64Array): boolean {
  let moves = 16 * keys.length
  for (let place = 1; place < keys.length; place++) {
    const key = keys[place] ?? 0
    let before = place - 1
    while (before >= 0 && (keys[before] ?? 0) > key) {
      keys[before + 1] = keys[before] ?? 0
      before -= 1
    }
    keys[before + 1] = key
    moves -= place - before - 1
    if (moves < 0) return false
  }
  return true
}

/** The rank that the n-th smallest of the replicates took. @param counts replicates of each rank, from 1. */
function rankWhere(counts: Uint32Array, n: number): number {
  let sum = 0
  let rank = 0
  while (sum < n && rank < counts.length) {
    sum += counts[rank] ?? 0
    rank += 1
  }
  return rank
}
