import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import type { BoardBenchmark } from '#lib/statistics/board-benchmark'
import { holm } from '#lib/statistics/multiplicity'
import { pairedDifference, twoSidedP } from '#lib/statistics/paired'
import { lettersOf, pairwiseRanks } from '#lib/statistics/pairwise-ranks'
import { flatDesign } from '#lib/statistics/stratified-mean'
import { enough } from '#test/support/enough'
import { madeBenchmark } from './made-board'

const skills = [0.3, 0.75, 0.5, 0.55]
const benchmarks = [madeBenchmark('mmstar', skills), madeBenchmark('mmvp', skills, 40)]

function ranked(board: readonly BoardBenchmark[]) {
  const found = pairwiseRanks(board)
  if (isNotEnough(found)) throw new Error(found.what)
  return found
}

function differenceOf({ vectors, design }: BoardBenchmark, one: number, other: number) {
  const differences = Float64Array.from(
    vectors[one] ?? [],
    (score, at) => score - (vectors[other]?.[at] ?? 0),
  )
  return { ...enough(pairedDifference(differences, design)), df: design.clusters - design.strata }
}

const pairs = [0, 1, 2, 3].flatMap(one =>
  [0, 1, 2, 3].filter(other => other > one).map(other => [one, other] as const),
)

describe('pairwiseRanks', () => {
  test('with one benchmark tests as the paired difference does, adjusted over the pairs shown', () => {
    const raw = pairs.map(([one, other]) => differenceOf(benchmarks[0] ?? benchmarks[1], one, other).p)
    const { adjustedP } = ranked(benchmarks.slice(0, 1))
    holm(raw).forEach((p, at) => {
      const [one, other] = pairs[at] ?? [0, 0]
      expect(adjustedP[one * 4 + other]).toBeCloseTo(p, 10)
      expect(adjustedP[other * 4 + one]).toBeCloseTo(p, 10)
    })
    expect(adjustedP[5]).toBe(1)
  })

  test('with several takes the mean of their differences and the degrees of freedom of Welch and Satterthwaite', () => {
    const raw = pairs.map(([one, other]) => {
      const own = benchmarks.map(benchmark => differenceOf(benchmark, one, other))
      const variances = own.map(({ se }) => (se / 2) ** 2)
      const variance = variances.reduce((sum, part) => sum + part, 0)
      const df = variance ** 2 / own.reduce((sum, { df }, at) => sum + (variances[at] ?? 0) ** 2 / df, 0)
      const difference = own.reduce((sum, { difference }) => sum + difference / 2, 0)
      return twoSidedP(difference / Math.sqrt(variance), df)
    })
    const { adjustedP } = ranked(benchmarks)
    holm(raw).forEach((p, at) => {
      const [one, other] = pairs[at] ?? [0, 0]
      expect(adjustedP[one * 4 + other]).toBeCloseTo(p, 10)
    })
  })

  test('ranks by what is significant, and letters follow', () => {
    const board = ranked(benchmarks)
    expect(board.ranks).toEqual([
      { best: 4, worst: 4 },
      { best: 1, worst: 1 },
      { best: 2, worst: 3 },
      { best: 2, worst: 3 },
    ])
    expect(lettersOf(board)).toEqual(['c', 'a', 'b', 'b'])
  })

  test('twins share everything, and a row that always gains alike is told apart by signs', () => {
    const [first = []] = benchmarks[0]?.vectors ?? []
    const gained = Float64Array.from(first, score => score + 0.125)
    const board = ranked([{ ...madeBenchmark('mmstar', skills), vectors: [first, first, gained] }])
    expect(board.adjustedP[1]).toBe(1)
    expect(board.adjustedP[2]).toBeCloseTo(3 * 2 * 0.5 ** 60, 20)
    expect(board.ranks).toEqual([
      { best: 2, worst: 3 },
      { best: 2, worst: 3 },
      { best: 1, worst: 1 },
    ])
    expect(lettersOf(board)).toEqual(['b', 'b', 'a'])
  })

  test('benchmarks of the same pictures are one sample: their p is that of one', () => {
    const [one] = benchmarks
    const pictures = Array.from(one.design.stratum, (_, unit) => [`picture-${unit}`])
    // The other half of each pair shares nothing by name; its cluster does.
    const some = pictures.map((own, unit) => (unit % 2 === 0 ? own : []))
    const alone = ranked([one])
    const twice = ranked([
      { ...one, pictures },
      { ...one, key: 'again', pictures: some },
    ])
    alone.adjustedP.forEach((p, at) => {
      expect(twice.adjustedP[at]).toBeCloseTo(p, 12)
    })
    expect(ranked([one, { ...one, key: 'again' }]).adjustedP[2 * 4 + 3]).toBeLessThan(
      alone.adjustedP[2 * 4 + 3] - 0.05,
    )
  })

  test('benchmarks with pictures of their own are tested as without any', () => {
    const named = benchmarks.map(one => ({
      ...one,
      pictures: Array.from(one.design.stratum, (_, unit) => [`${one.key} ${unit}`]),
    }))
    expect(ranked(named)).toEqual(ranked(benchmarks))
  })

  test('one row is first', () => {
    const board = ranked([madeBenchmark('mmstar', [0.5])])
    expect(board).toMatchObject({ ranks: [{ best: 1, worst: 1 }], adjustedP: Float64Array.of(1) })
    expect(lettersOf(board)).toEqual(['a'])
  })

  test('needs a benchmark with two clusters', () => {
    expect(pairwiseRanks([])).toEqual({ kind: 'not-enough-data', what: 'benchmarks', have: 0, need: 1 })
    const one = {
      key: '',
      design: flatDesign(2, [0, 0]),
      vectors: [
        [1, 0],
        [0, 0],
      ],
    }
    expect(pairwiseRanks([...benchmarks, one])).toMatchObject({ kind: 'not-enough-data', have: 1, need: 2 })
  })
})
