import { isNotEnough, type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { type BoardBenchmark, sharedUnits } from './board-benchmark'
import { letterRows } from './letters'
import { innerProducts } from './matrix-product'
import { holm } from './multiplicity'
import { mcnemar, twoSidedP } from './paired'
import type { RankInterval } from './rank-intervals'
import { clusteredMean, usableError } from './stratified-mean'

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
 * Satterthwaite's; with one benchmark it is the t test of `pairedDifference`.
 * @param benchmarks those that every row has, at least one.
 */
export function pairwiseRanks(benchmarks: readonly BoardBenchmark[]): PairwiseRanks | NotEnoughData {
  const shared = benchmarks.map(sharedUnits)
  const missing = shared.find(isNotEnough)
  if (missing) return missing
  const known = shared.flatMap(one => (isNotEnough(one) ? [] : [one]))
  const rows = known[0]?.vectors.length
  if (rows === undefined) return tooFew('benchmarks', 0, 1)

  const measured = known.map(measureBenchmark)
  const raw = new Float64Array((rows * (rows - 1)) / 2)
  eachPair(rows, (one, other, at) => {
    raw[at] = pairP(measured, one, other)
  })
  const adjusted = holm(raw)
  const adjustedP = new Float64Array(rows * rows).fill(1)
  eachPair(rows, (one, other, at) => {
    adjustedP[one * rows + other] = adjusted[at] ?? 1
    adjustedP[other * rows + one] = adjusted[at] ?? 1
  })
  const scores = Array.from({ length: rows }, (_, row) => mean(measured.map(({ means }) => means[row] ?? 0)))
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

/** A benchmark's means and all their covariances. */
interface MeasuredBenchmark {
  readonly means: readonly number[]
  /** `[rows][rows]` */
  readonly covariances: Float64Array
  readonly rows: number
  readonly clusters: number
  readonly df: number
}

function measureBenchmark({ vectors, design }: BoardBenchmark): MeasuredBenchmark {
  const { clusters, strata } = design
  const values = new Float64Array(vectors.length * clusters)
  const means = vectors.map((vector, row) => {
    const { mean, contributions } = clusteredMean(vector, design)
    values.set(contributions, row * clusters)
    return mean
  })
  const covariances = innerProducts({ rows: vectors.length, width: clusters, values })
  return { means, covariances, rows: vectors.length, clusters, df: clusters - strata }
}

function eachPair(rows: number, visit: (one: number, other: number, at: number) => void): void {
  let at = 0
  for (let one = 0; one < rows; one++)
    for (let other = one + 1; other < rows; other++) visit(one, other, at++)
}

/** Two-sided p of the difference of two rows' macro means. */
function pairP(benchmarks: readonly MeasuredBenchmark[], one: number, other: number): number {
  let difference = 0
  let variance = 0
  let squares = 0
  for (const { means, covariances, rows, df } of benchmarks) {
    const own =
      (covariances[one * rows + one] ?? 0) +
      (covariances[other * rows + other] ?? 0) -
      2 * (covariances[one * rows + other] ?? 0)
    difference += (means[one] ?? 0) - (means[other] ?? 0)
    variance += Math.max(0, own)
    squares += own ** 2 / df
  }
  const se = usableError(Math.sqrt(variance) / benchmarks.length)
  return se === null
    ? signP(benchmarks, one, other)
    : twoSidedP(difference / benchmarks.length / se, variance ** 2 / squares)
}

/** Where every cluster of a benchmark differs alike: the sign test over all clusters, as in `pairedDifference`. */
function signP(benchmarks: readonly MeasuredBenchmark[], one: number, other: number): number {
  const clustersWhere = (holds: (difference: number) => boolean) =>
    benchmarks
      .filter(({ means }) => holds((means[one] ?? 0) - (means[other] ?? 0)))
      .reduce((sum, { clusters }) => sum + clusters, 0)
  return mcnemar(
    clustersWhere(difference => difference < -equalMeans),
    clustersWhere(difference => difference > equalMeans),
  )
}

/** Sums of equal scores in another order differ by rounding. */
const equalMeans = 1e-12

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
