import { expect, test } from 'vitest'
import { pairedDifference } from '#lib/statistics/paired'
import { flatDesign, restrictDesign } from '#lib/statistics/stratified-mean'
import { compareModels } from '#lib/statistics/two-models'

const first = [1, 0, 1, 0, 0, 0, 1, 1, 1, 1]
const second = [1, 1, 1, 0, 1, 0, 1, 1, 0, 1]

test('T06: the paired difference of two checkpoints, its exact p, and how alike they answer', () => {
  const comparison = compareModels(first, second, flatDesign(10))
  const differences = first.map((score, unit) => score - (second[unit] ?? 0))
  expect(comparison).toEqual({
    ...pairedDifference(differences, flatDesign(10)),
    units: 10,
    // 5 of 10 both right, 6 and 7 alone: (0.5 - 0.42) / √(0.24 * 0.21).
    correlation: expect.closeTo(0.08 / Math.sqrt(0.24 * 0.21), 12),
    discordant: { better: 1, worse: 2, p: 1 },
  })
  expect(comparison).toMatchObject({ difference: expect.closeTo(-0.1, 12), se: expect.closeTo(0.179505, 5) })
})

test('compares the items both have a score on', () => {
  const gaps = second.map((score, unit) => (unit < 2 ? Number.NaN : score))
  const design = flatDesign(10, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
  const kept = [2, 3, 4, 5, 6, 7, 8, 9]
  expect(compareModels(first, gaps, design)).toMatchObject({
    ...pairedDifference(
      kept.map(unit => (first[unit] ?? 0) - (second[unit] ?? 0)),
      restrictDesign(design, kept),
    ),
    units: 8,
    discordant: null,
  })
})

test('partial scores have no discordant count, and constant ones no correlation', () => {
  expect(compareModels([0.5, 1, 0], [1, 1, 1], flatDesign(3))).toMatchObject({
    correlation: null,
    discordant: null,
  })
})

test('needs a shared item', () => {
  expect(compareModels([1], [0], flatDesign(1))).toMatchObject({ what: 'clusters', have: 1, need: 2 })
  expect(compareModels([1, Number.NaN], [Number.NaN, 1], flatDesign(2))).toEqual({
    kind: 'not-enough-data',
    what: 'shared items',
    have: 0,
    need: 1,
  })
})
