import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { optionPrior, priorDivergence, recallDeviation, removePrior } from '#lib/statistics/option-prior'

const rotations = [
  [0.5, 0.2, 0.15, 0.15],
  [0.4, 0.35, 0.15, 0.1],
  [0.45, 0.15, 0.3, 0.1],
  [0.4, 0.15, 0.1, 0.35],
].map(row => row.map(Math.log))

describe('T22', () => {
  const prior = optionPrior(rotations)
  const known = isNotEnough(prior) ? [] : prior
  const close = (values: number[]) => values.map(value => expect.closeTo(value, 5))

  test('the prior of the option ids from four rotations', () => {
    expect(prior).toEqual(close([0.459792, 0.210284, 0.170142, 0.159781]))
  })

  test('the answer of rotation 0 without it', () => {
    expect(removePrior(rotations[0] ?? [], known)).toEqual(close([0.281799, 0.246465, 0.22846, 0.243275]))
  })

  test('is the further from uniform the more it prefers an id', () => {
    expect(priorDivergence([0.25, 0.25, 0.25, 0.25])).toBeCloseTo(0, 12)
    expect(priorDivergence(known)).toBeGreaterThan(0.09)
    expect(priorDivergence([1, 0])).toBeCloseTo(Math.log(2), 12)
  })
})

test('very small probabilities leave a prior that sums to 1', () => {
  const prior = optionPrior([
    [-900, -901],
    [-901, -900],
  ])
  expect(prior).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)])
})

test.each([
  ['every rotation', rotations.slice(0, 3), { what: 'rotations', have: 3, need: 4 }],
  ['a rotation', [], { what: 'rotations', have: 0, need: 2 }],
  [
    'a probability of every option',
    [
      [0, Number.NEGATIVE_INFINITY],
      [0, 0],
    ],
    { what: 'options with a log-probability', have: 1, need: 2 },
  ],
])('a prior needs %s', (_, rows, missing) => {
  expect(optionPrior(rows)).toEqual({ kind: 'not-enough-data', ...missing })
})

test('T26: deviation of recall between gold positions, in percent', () => {
  expect(recallDeviation([0.5, 0.3, 0.4, 0.2])).toBeCloseTo(11.18034, 5)
  expect(recallDeviation([0.5])).toMatchObject({ kind: 'not-enough-data', have: 1, need: 2 })
})
