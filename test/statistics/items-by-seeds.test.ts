import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { itemsBySeeds } from '#lib/statistics/items-by-seeds'
import { flatDesign } from '#lib/statistics/stratified-mean'

// Items down, seeds across: 110, 000, 111, 010.
const seeds = [
  [1, 0, 1, 0],
  [1, 0, 1, 1],
  [0, 0, 1, 0],
]

function layout(scores: readonly ArrayLike<number>[], design = flatDesign(scores[0]?.length ?? 0)) {
  const found = itemsBySeeds(scores, design)
  if (isNotEnough(found)) throw new Error(found.what)
  return found
}

describe('itemsBySeeds', () => {
  test('T07: mean squares, components and standard errors', () => {
    const { mean, meanSquares, components, nested, shared, reproducibilitySe } = layout(seeds)
    expect(mean).toBeCloseTo(0.5, 12)
    expect(meanSquares.item).toBeCloseTo(0.555556, 5)
    expect(meanSquares.seed).toBeCloseTo(0.25, 5)
    expect(meanSquares.residual).toBeCloseTo(0.138889, 5)
    expect(components.item).toBeCloseTo(0.138889, 5)
    expect(components.seed).toBeCloseTo(0.027778, 5)
    expect(components.residual).toBeCloseTo(0.138889, 5)
    expect(shared.se).toBeCloseTo(0.235702, 5)
    expect(nested.se).toBeCloseTo(0.215166, 5)
    expect(reproducibilitySe).toBeCloseTo(0.144338, 5)
    expect([nested.df, shared.df]).toEqual([3, 3])
  })

  test('shared draws count at least as much as nested ones, and by seeds where these vary more', () => {
    const noise = [
      [1, 0, 1, 0],
      [0, 1, 0, 1],
    ]
    const { nested, shared } = layout(noise)
    expect(nested.se).toBe(0)
    expect(shared.se).toBe(nested.se)
    const drifting = layout([
      [0, 0, 0, 1],
      [1, 1, 1, 0],
      [1, 1, 1, 1],
    ])
    expect(drifting.shared.se).toBeGreaterThan(drifting.nested.se)
    expect(drifting.shared.df).toBe(2)
    // Seeds of equal means: the two-way error would be the smaller one.
    const level = layout([
      [1, 0, 1, 0, 1, 0],
      [1, 0, 0, 1, 1, 0],
    ])
    expect(level.meanSquares.seed).toBeLessThan(level.meanSquares.residual)
    expect(level.shared.se).toBe(level.nested.se)
  })

  test('items of one picture widen the nested error', () => {
    const repeated = seeds.map(scores => scores.flatMap(score => [score, score]))
    const clustered = layout(repeated, flatDesign(8, [0, 0, 1, 1, 2, 2, 3, 3]))
    expect(clustered.nested.se).toBeCloseTo(0.215166, 5)
    expect(layout(repeated).nested.se).toBeLessThan(0.16)
  })

  test.each([
    ['one seed', seeds.slice(0, 1), flatDesign(4), { what: 'seeds', have: 1, need: 2 }],
    ['no seed', [], flatDesign(0), { what: 'seeds', have: 0, need: 2 }],
    ['one item', [[1], [0]], flatDesign(1), { what: 'items', have: 1, need: 2 }],
    ['one cluster', seeds, flatDesign(4, [0, 0, 0, 0]), { what: 'clusters', have: 1, need: 2 }],
  ])('needs more than %s', (_, scores, design, missing) => {
    expect(itemsBySeeds(scores, design)).toEqual({ kind: 'not-enough-data', ...missing })
  })
})
