import { describe, expect, test } from 'vitest'
import { retention } from '#lib/domain/run-summary'
import { summariseBenchmark } from '#lib/leaderboard/summarise-benchmark'
import { percentileInterval } from '#lib/statistics/cluster-bootstrap'
import { wilson } from '#lib/statistics/intervals'
import { madeItem, madeOutcomes, madeShape } from './made-run'

const items = Array.from({ length: 100 }, (_, at) => madeItem(at, { category: at < 40 ? 'first' : 'second' }))
/** Right on the first 80 of 100; without the picture on the first 25. */
const looking = madeOutcomes('mmstar', items, ({ setting }, item) =>
  setting === 'no-image'
    ? { score: item < 25 ? 1 : 0, changed: item >= 25, unparsed: item >= 97 }
    : item < 80
      ? 1
      : 0,
)

describe('a benchmark', () => {
  const { summary, effects } = summariseBenchmark('full', looking, madeShape)
  const blind = effects.find(({ setting }) => setting === 'no-image')

  test('has a score, corrected for chance', () => {
    expect(summary).toMatchObject({
      unit: 'items',
      items: 100,
      guessFloor: 0.25,
      atChance: false,
      smallSample: false,
    })
    expect(summary.score).toMatchObject({ value: expect.closeTo(0.8, 9), method: 'wilson', n: 100 })
    expect(summary.corrected.value).toBeCloseTo(0.55 / 0.75, 9)
  })

  test('has its categories in order of appearance', () => {
    expect(summary.categories.map(({ category, items: count }) => [category, count])).toEqual([
      ['first', 40],
      ['second', 60],
    ])
    expect(summary.categories.map(({ score }) => score.value)).toEqual([1, expect.closeTo(40 / 60, 9)])
  })

  test('keeps nothing without the picture', () => {
    expect(blind?.difference.difference).toBeCloseTo(-0.55, 9)
    expect(blind?.discordant).toEqual({ lost: 55, gained: 0 })
    expect(blind?.difference.p).toBeCloseTo(2 * 0.5 ** 55, 20)
    expect(blind?.retention).toMatchObject({ value: expect.closeTo(0, 9), unstable: false })
    expect(blind?.changedAnswers).toBeCloseTo(0.75, 9)
  })

  test('shows the change over readable units beside one that formats confound', () => {
    expect(blind).toMatchObject({ unparsedRate: 0.03, unparsedReferenceRate: 0, formatConfounded: true })
    expect(blind?.readableChange).toMatchObject({ units: 97, pp: expect.closeTo(-5500 / 97, 9) })
    const permuted = effects.find(({ setting }) => setting === 'permuted')
    expect(permuted).toMatchObject({ formatConfounded: false, readableChange: null, seedSdPp: 0 })
  })

  test('has the whole area where no grid changes anything, with an interval that has a width', () => {
    const low = expect.closeTo(wilson(1, 100).low, 9)
    expect(summary.spatialArea).toEqual({ value: 1, low, high: 1, grids: [2, 4, 8, 14] })
  })

  test('has an area by trapezoids over the ranks of the grids', () => {
    // Grids 2 and 4 keep everything, 8 and 14 nothing: ranks 0 1 2 3 4, retention 1 1 1 0 0.
    const lost = madeOutcomes('mmstar', items, ({ setting }, item) =>
      (setting === 'grid-8' || setting === 'grid-14' ? item % 4 === 0 : item < 80) ? 1 : 0,
    )
    const { spatialArea } = summariseBenchmark('full', lost, madeShape).summary
    expect(spatialArea?.value).toBeCloseTo(2.5 / 4, 9)
    expect(spatialArea?.high).toBeGreaterThan(2.5 / 4)
  })

  test('of a run that left a grid out is over those that were run', () => {
    const { cells, ...rest } = madeOutcomes('mmstar', items, (_, item) => (item < 80 ? 1 : 0))
    const some = cells.filter(({ condition }) => !condition.startsWith('grid-14/'))
    const { spatialArea } = summariseBenchmark('full', { ...rest, cells: some }, madeShape).summary
    expect(spatialArea).toMatchObject({ value: 1, grids: [2, 4, 8] })
  })
})

test('at chance has no retention and no area', () => {
  const guessing = madeOutcomes('mmstar', items, (_, item) => (item % 4 === 0 ? 1 : 0))
  const { summary, effects } = summariseBenchmark('full', guessing, madeShape)
  expect(summary).toMatchObject({ atChance: true, spatialArea: null })
  expect(effects.map(({ retention }) => retention)).toEqual(effects.map(() => null))
})

test('a benchmark whose plain reference is at chance has no area, whatever its resized pictures score', () => {
  const lucky = madeOutcomes('mmstar', items, ({ id }, item) => (id === 'reference' && item % 4 ? 0 : 1))
  expect(summariseBenchmark('full', lucky, madeShape).summary.spatialArea).toBeNull()
})

describe('retention', () => {
  const permutedOf = (outcomes: typeof looking) =>
    summariseBenchmark('full', outcomes, madeShape).effects.find(({ setting }) => setting === 'permuted')

  test('clearly above chance has the symmetric interval of the delta method', () => {
    const half = madeOutcomes('mmstar', items, ({ setting }, item) =>
      item < (setting === 'permuted' ? 60 : 80) ? 1 : 0,
    )
    const found = permutedOf(half)?.retention
    expect(found).toMatchObject({ unstable: false, value: expect.closeTo(35 / 55, 9) })
    const { low, high } = retention.parse(found)
    expect((low + high) / 2).toBeCloseTo(35 / 55, 9)
  })

  test('of everything has a width: nothing lost is no proof that nothing can be', () => {
    const steady = madeOutcomes('mmstar', items, (_, item) => (item < 80 ? 1 : 0))
    expect(permutedOf(steady)?.retention).toEqual({
      value: 1,
      low: expect.closeTo(wilson(1, 100).low, 9),
      high: 1,
      unstable: false,
    })
  })

  test('near chance is unstable and has the interval of the bootstrap', () => {
    const weak = madeOutcomes('mmstar', items, ({ setting }, item) =>
      item % 4 === 0 || (item % 8 === 1 && (setting === null || item < 50)) ? 1 : 0,
    )
    const permuted = permutedOf(weak)
    const replicates = permuted?.retentionReplicates.filter(Number.isFinite) ?? []
    expect(permuted?.retention).toEqual({
      value: expect.closeTo(7 / 13, 9),
      unstable: true,
      ...percentileInterval(replicates),
    })
  })
})

test('one cluster is too little for a change, and a score of its own all the same', () => {
  const one = items.map(item => ({ ...item, imageHash: 'shared' }))
  const all = madeOutcomes('mmstar', one, () => 1)
  const { summary, effects } = summariseBenchmark('full', all, madeShape)
  expect(summary).toMatchObject({ smallSample: true, spatialArea: null, score: { value: 1, clusters: 1 } })
  expect(effects).toEqual([])
})

test('with few clusters is a small sample, and pairs are right only together', () => {
  const pairs = Array.from({ length: 20 }, (_, at) => madeItem(at, { imageHash: `shared-${at % 4}` }))
  const { summary } = summariseBenchmark(
    'full',
    madeOutcomes('mmvp', pairs, (_, item) => (item % 4 === 3 ? 0 : 1)),
    madeShape,
  )
  expect(summary).toMatchObject({ unit: 'pairs', smallSample: true, categories: [] })
  expect(summary.score).toMatchObject({ value: 0.5, n: 10, clusters: 2 })
})
