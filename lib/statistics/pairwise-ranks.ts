import { isNotEnough, type NotEnoughData } from '../domain/not-enough-data'
import { type BoardBenchmark, type BoardPool, type Earlier, poolBoard } from './board-benchmark'
import { letterRows } from './letters'
import { covariancesOf, type MeasuredPool, measurePool } from './measured-pool'
import { holm } from './multiplicity'
import { mcnemar, twoSidedP } from './paired'
import type { RankInterval } from './rank-intervals'
import { usableError } from './stratified-mean'

/** A board ranked by tests of all its pairs. Arrays are in the order of the rows given. */
export interface PairwiseRanks {
  /** Unweighted mean over the benchmarks. */
  readonly scores: readonly number[]
  readonly ranks: readonly RankInterval[]
  /** Holm-adjusted p of each pair, `[rows][rows]`; 1 on the diagonal. */
  readonly adjustedP: Float64Array
}

const significance = 0.05

/**
 * Ranks the rows shown by paired tests of all their pairs, Holm-adjusted over these pairs at 5 %: best rank = 1 + how many
 * are significantly better, worst = how many there are less those significantly worse (measurement 2.8 i). The paired
 * difference of two macro means is the mean of the benchmarks' (2.3, 2.6), its degrees of freedom are Welch and
 * Satterthwaite's; with one benchmark it is the t test of `pairedDifference`. Benchmarks that share pictures are no
 * independent evidence: their differences are summed cluster by cluster before they are squared.
 * @param benchmarks those that every row has, at least one.
 */
export function pairwiseRanks(benchmarks: readonly BoardBenchmark[]): PairwiseRanks | NotEnoughData {
  const pools = poolBoard(benchmarks)
  return isNotEnough(pools) ? pools : rankPairs(testPairs(pools))
}

/** The tests of all pairs of a board's rows, before they are adjusted. */
export interface TestedPairs {
  /** Unweighted mean over the benchmarks, one per row. */
  readonly scores: readonly number[]
  /** Two-sided p, `[rows][rows]`; 1 on the diagonal. */
  readonly rawP: Float64Array
}

/** @param before tests of rows that were there on the same pools: theirs are taken over, and only the others made. */
export function testPairs(pools: readonly BoardPool[], before?: Earlier<TestedPairs>): TestedPairs {
  const benchmarks = pools.reduce((sum, { members }) => sum + members.length, 0)
  const measured = pools.map(measurePool)
  const rows = measured[0].means.length
  const added = Array.from({ length: rows }, (_, row) => row).filter(row => before?.places[row] === undefined)
  const placeOf = new Map(added.map((row, at) => [row, at]))
  const covariances = measured.map(pool => covariancesOf(pool, added))
  const rawP = new Float64Array(rows * rows).fill(1)
  eachPair(rows, (one, other) => {
    const [new1, new2] = [placeOf.get(one), placeOf.get(other)]
    const at = new1 !== undefined ? new1 * rows + other : new2 !== undefined ? new2 * rows + one : undefined
    const p =
      at === undefined
        ? earlierP(before, one, other)
        : pairP(measured, covariances, benchmarks, { one, other, at })
    rawP[one * rows + other] = p
    rawP[other * rows + one] = p
  })
  const scores = Array.from(
    { length: rows },
    (_, row) => measured.reduce((sum, { means }) => sum + (means[row] ?? 0), 0) / benchmarks,
  )
  return { scores, rawP }
}

function earlierP(before: Earlier<TestedPairs> | undefined, one: number, other: number): number {
  if (!before) return 1
  const { found, places } = before
  return found.rawP[(places[one] ?? 0) * found.scores.length + (places[other] ?? 0)]
}

/** Adjusts the tests over the pairs, and ranks by what is significant. */
export function rankPairs({ scores, rawP }: TestedPairs): PairwiseRanks {
  const rows = scores.length
  const raw = new Float64Array((rows * (rows - 1)) / 2)
  eachPair(rows, (one, other, at) => {
    raw[at] = rawP[one * rows + other]
  })
  const adjusted = holm(raw)
  const adjustedP = new Float64Array(rows * rows).fill(1)
  eachPair(rows, (one, other, at) => {
    adjustedP[one * rows + other] = adjusted[at] ?? 1
    adjustedP[other * rows + one] = adjusted[at] ?? 1
  })
  return { scores, adjustedP, ranks: scores.map((_, row) => rankOf(row, scores, adjustedP)) }
}

/**
 * Compact letter display: rows that share a letter were not told apart (measurement 2.8 i). Some ten letters serve a
 * page; a board of hundreds of rows needs hundreds of them. In the order of the rows.
 */
export function lettersOf({ scores, adjustedP }: PairwiseRanks): string[] {
  const rows = scores.length
  const order = [...scores.keys()].toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  const placed = letterRows(rows, (one, other) =>
    isSignificant(adjustedP[(order[one] ?? 0) * rows + (order[other] ?? 0)]),
  )
  const letters = new Array<string>(rows).fill('')
  order.forEach((row, place) => {
    letters[row] = placed[place] ?? ''
  })
  return letters
}

function isSignificant(adjustedP: number | undefined): boolean {
  return (adjustedP ?? 1) < significance
}

function rankOf(row: number, scores: readonly number[], adjustedP: Float64Array): RankInterval {
  const own = scores[row] ?? 0
  let better = 0
  let worse = 0
  scores.forEach((score, other) => {
    if (!isSignificant(adjustedP[row * scores.length + other])) return
    if (score > own) better += 1
    else worse += 1
  })
  return { best: 1 + better, worst: scores.length - worse }
}

function eachPair(rows: number, visit: (one: number, other: number, at: number) => void): void {
  let at = 0
  for (let one = 0; one < rows; one++)
    for (let other = one + 1; other < rows; other++) visit(one, other, at++)
}

/** Two rows, and where their covariances stand. */
interface Pair {
  readonly one: number
  readonly other: number
  readonly at: number
}

/** Two-sided p of the difference of two rows' macro means. */
function pairP(
  pools: readonly MeasuredPool[],
  covariances: readonly Float64Array[],
  benchmarks: number,
  { one, other, at }: Pair,
): number {
  let difference = 0
  let variance = 0
  let squares = 0
  for (let pool = 0; pool < pools.length; pool++) {
    const { means, variances, df } = pools[pool]
    const own = variances[one] + variances[other] - 2 * covariances[pool][at]
    difference += (means[one] ?? 0) - (means[other] ?? 0)
    variance += Math.max(0, own)
    squares += own ** 2 / df
  }
  const se = usableError(Math.sqrt(variance) / benchmarks)
  return se === null
    ? signP(pools, one, other)
    : twoSidedP(difference / benchmarks / se, variance ** 2 / squares)
}

/** Where every cluster of a pool differs alike: the sign test over all clusters, as in `pairedDifference`. */
function signP(pools: readonly MeasuredPool[], one: number, other: number): number {
  const clustersWhere = (holds: (difference: number) => boolean) =>
    pools
      .filter(({ means }) => holds((means[one] ?? 0) - (means[other] ?? 0)))
      .reduce((sum, { clusters }) => sum + clusters, 0)
  return mcnemar(
    clustersWhere(difference => difference < -equalMeans),
    clustersWhere(difference => difference > equalMeans),
  )
}

/** Sums of equal scores in another order differ by rounding. */
const equalMeans = 1e-12
