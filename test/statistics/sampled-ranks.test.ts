import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import type { BoardBenchmark } from '#lib/statistics/board-benchmark'
import { bootstrapMeans } from '#lib/statistics/cluster-bootstrap'
import { rankResamples, resampleBoard, tiersOfResamples } from '#lib/statistics/sampled-ranks'
import { flatDesign } from '#lib/statistics/stratified-mean'
import { madeBenchmark } from './made-board'

const skills = [0.3, 0.8, 0.5, 0.55, 0.31]
const benchmarks = [madeBenchmark('mmstar', skills), madeBenchmark('mmvp', skills, 40)]

function resampled(board: readonly BoardBenchmark[], replicates?: number) {
  const found = resampleBoard(board, replicates)
  if (isNotEnough(found)) throw new Error(found.what)
  return found
}

/** The definition, without the speed. */
function ranksByCounting({ rows, replicates, scores }: ReturnType<typeof resampled>) {
  return Array.from({ length: rows }, (_, row) => {
    const ranks = Array.from({ length: replicates }, (_, replicate) => {
      const own = [...scores.subarray(replicate * rows, (replicate + 1) * rows)]
      return 1 + own.filter(score => score > (own[row] ?? 0) + 1e-11).length
    }).sort((a, b) => a - b)
    const outside = Math.floor(0.025 * replicates)
    return {
      best: ranks[outside],
      worst: ranks[replicates - 1 - outside],
      first: ranks.filter(rank => rank === 1).length / replicates,
    }
  })
}

describe('resampleBoard', () => {
  test("is the mean of the benchmarks' own bootstrap means", () => {
    const { rows, scores, replicates } = resampled(benchmarks)
    expect([rows, replicates]).toEqual([5, 2000])
    const own = benchmarks.map(({ vectors, design, key }) => bootstrapMeans(vectors, design, key))
    for (const replicate of [0, 7, 1999])
      for (let row = 0; row < 5; row++)
        expect(scores[replicate * 5 + row]).toBeCloseTo(
          ((own[0]?.[replicate]?.[row] ?? 0) + (own[1]?.[replicate]?.[row] ?? 0)) / 2,
          12,
        )
  })

  test('draws a picture in every benchmark that has it', () => {
    const [one, other] = benchmarks
    const named = (benchmark: BoardBenchmark, name: string): BoardBenchmark => ({
      ...benchmark,
      pictures: Array.from(benchmark.design.stratum, (_, unit) => [`${name} ${unit}`]),
    })
    // Two equal benchmarks of one sample spread as one does; of two samples by √2 less.
    const spread = ({ rows, replicates, scores }: ReturnType<typeof resampled>) => {
      const own = Array.from({ length: replicates }, (_, at) => scores[at * rows])
      const mean = own.reduce((sum, score) => sum + score, 0) / replicates
      return Math.sqrt(own.reduce((sum, score) => sum + (score - mean) ** 2, 0) / replicates)
    }
    const together = resampled([named(one, 'a'), { ...named(one, 'a'), key: 'again' }])
    expect(spread(together) / spread(resampled([one]))).toBeCloseTo(1, 1)
    expect(spread(resampled([one, { ...one, key: 'again' }])) / spread(together)).toBeCloseTo(Math.SQRT1_2, 1)
    expect(resampled([named(one, 'a'), named(other, 'b')])).toEqual(resampled(benchmarks))
  })

  test('leaves out the resamples in which a stratum of benchmarks that share pictures is empty', () => {
    const few = (key: string): BoardBenchmark => ({
      key,
      design: { ...flatDesign(5), stratum: Int32Array.of(0, 0, 1, 1, 1), strata: 2 },
      vectors: [[1, 0, 1, 0, 1]],
      pictures: ['a', 'b', 'c', 'd', 'e'].map(name => [name]),
    })
    const { replicates, scores } = resampled([few('x'), few('y')], 400)
    // Five of five are drawn: neither of two is with probability (3/5)^5, none of three with (2/5)^5.
    expect(replicates / 400).toBeCloseTo(1 - 0.6 ** 5 - 0.4 ** 5, 1)
    expect(scores).toHaveLength(replicates)
    expect(scores.every(Number.isFinite)).toBe(true)
  })

  test('gives a row the same scores whatever other rows there are', () => {
    const all = resampled(benchmarks, 50)
    const alone = resampled(
      benchmarks.map(one => ({ ...one, vectors: one.vectors.slice(3, 4) })),
      50,
    )
    expect([...alone.scores]).toEqual(Array.from({ length: 50 }, (_, at) => all.scores[at * 5 + 3]))
  })

  test('needs a benchmark', () => {
    expect(resampleBoard([])).toEqual({ kind: 'not-enough-data', what: 'benchmarks', have: 0, need: 1 })
  })
})

describe('rankResamples', () => {
  test('counts ranks as their definition does', () => {
    const board = resampled(benchmarks)
    const ranks = rankResamples(board)
    expect(ranks).toEqual(ranksByCounting(board))
    expect(ranks[1]).toEqual({ best: 1, worst: 1, first: 1 })
  })

  test('counts right where the order is anything but that of the means', () => {
    const noise = madeBenchmark('noise', new Array(120).fill(0.5), 20)
    const board = resampled([noise], 200)
    expect(rankResamples(board)).toEqual(ranksByCounting(board))
  })

  test('rows with equal scores share the better rank', () => {
    const [first = []] = benchmarks[0]?.vectors ?? []
    const twins = resampled([{ ...madeBenchmark('mmstar', skills), vectors: [first, first] }])
    expect(rankResamples(twins)).toEqual([
      { best: 1, worst: 1, first: 1 },
      { best: 1, worst: 1, first: 1 },
    ])
  })

  test('sums of the same hits in another order are equal', () => {
    const scores = Float64Array.of(0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1, -0.25)
    expect(rankResamples({ rows: 3, replicates: 1, scores }).map(({ best }) => best)).toEqual([1, 1, 3])
  })
})

describe('tiersOfResamples', () => {
  test('open where a row falls below the first of the tier in more than 97.5 % of the resamples', () => {
    const board = resampled(benchmarks)
    expect(tiersOfResamples(board, [1, 3, 2, 4, 0])).toEqual([1, 2, 2, 3, 3])
  })

  test('do not open for a difference that five resamples in two hundred deny', () => {
    const scores = Float64Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? 1 : at < 10 ? 1 : 0))
    expect(tiersOfResamples({ rows: 2, replicates: 200, scores }, [0, 1])).toEqual([1, 1])
    scores[1] = 0
    expect(tiersOfResamples({ rows: 2, replicates: 200, scores }, [0, 1])).toEqual([1, 2])
  })
})
