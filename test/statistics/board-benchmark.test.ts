import { expect, test } from 'vitest'
import { poolBoard, sharedUnits } from '#lib/statistics/board-benchmark'
import { flatDesign } from '#lib/statistics/stratified-mean'
import { madeBenchmark } from './made-board'

const benchmark = madeBenchmark('mmstar', [0.4, 0.6])

test('keeps a benchmark that every row has all of', () => {
  expect(sharedUnits(benchmark)).toBe(benchmark)
})

test('leaves out the units that some row has no score on', () => {
  const [first = [], second = []] = benchmark.vectors
  const gaps = Float64Array.from(second, (score, unit) => (unit < 3 ? Number.NaN : score))
  expect(sharedUnits({ ...benchmark, vectors: [first, gaps] })).toMatchObject({
    design: { clusters: 59 },
    vectors: [Float64Array.from(first).slice(3), Float64Array.from(second).slice(3)],
  })
})

test.each([
  ['no row', [], flatDesign(4), { what: 'checkpoints', have: 0, need: 1 }],
  ['no unit', [[]], flatDesign(0), { have: 0, need: 2 }],
  ['one cluster', [[1, 0]], flatDesign(2, [0, 0]), { have: 1, need: 2 }],
  [
    'rows without a common unit',
    [
      [1, Number.NaN],
      [Number.NaN, 1],
    ],
    flatDesign(2),
    { have: 0, need: 2 },
  ],
  [
    'a stratum of one cluster',
    [[1, 0, 1, 0, 1]],
    { ...flatDesign(5), stratum: Int32Array.of(0, 1, 1, 1, 1), strata: 2 },
    { have: 1, need: 2 },
  ],
])('needs more than %s', (_, vectors, design, missing) => {
  expect(sharedUnits({ key: '', design, vectors })).toMatchObject({ kind: 'not-enough-data', ...missing })
})

test('pools benchmarks that share a picture, directly or over another', () => {
  const named = (key: string, names: Readonly<Record<number, string>> = {}) => ({
    ...benchmark,
    key,
    pictures: Array.from(benchmark.design.stratum, (_, unit) => [names[unit] ?? `${key} ${unit}`]),
  })
  const pools = poolBoard([
    named('a', { 0: 'p' }),
    named('b'),
    named('c', { 0: 'p', 9: 'q' }),
    named('d', { 4: 'q' }),
  ])
  // 60 pairs each; a and c have one in common, c and d another.
  expect(pools).toMatchObject([
    { key: 'a + c + d', clusters: 178, df: 177 },
    { key: 'b', clusters: 60, df: 59 },
  ])
})

test('needs two clusters where pictures are shared', () => {
  const design = flatDesign(2)
  const pictures = [['p'], ['q']]
  const vectors = [[1, 0]]
  const chained = { key: 'b', design, vectors, pictures: [['p', 'q'], []] }
  expect(poolBoard([{ key: 'a', design, vectors, pictures }, chained])).toMatchObject({
    kind: 'not-enough-data',
    what: 'clusters of benchmarks that share pictures',
    have: 1,
    need: 2,
  })
})
