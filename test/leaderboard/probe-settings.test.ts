import { describe, expect, test } from 'vitest'
import { probeSettings } from '#lib/leaderboard/probe-settings'
import { madeItem, madeOutcomes, madeShape } from './made-run'

const items = Array.from({ length: 4 }, (_, at) => madeItem(at))
const outcomes = madeOutcomes('mmstar', items, () => 1)

describe('probeSettings', () => {
  test('gathers the seeds of each setting that was run', () => {
    expect(
      probeSettings('full', outcomes, madeShape).map(({ setting, seeds }) => `${setting} ${seeds.length}`),
    ).toEqual([
      ...['no-image 1', 'blank-image 1', 'wrong-image 1'],
      ...['permuted 5', 'reversed 1', 'all 5'],
      ...['grid-2 5', 'grid-4 5', 'grid-8 5', 'grid-14 5'],
    ])
  })

  test('compares each grid with the unshuffled picture of the same grid, all else with the reference', () => {
    const references = probeSettings('full', outcomes, madeShape).map(({ reference }) => reference.condition)
    const grids = [2, 4, 8, 14].map(grid => `grid-${grid}/unshuffled`)
    expect(references).toEqual([...new Array(6).fill('reference'), ...grids])
  })

  test.each([
    ['a missing reference', (condition: string) => condition !== 'grid-4/unshuffled', 'grid-4/unshuffled'],
    ['no plain reference', (condition: string) => condition !== 'reference', 'reference reference'],
  ])('refuses %s', (_, kept, named) => {
    const cells = outcomes.cells.filter(({ condition }) => kept(condition))
    expect(() => probeSettings('full', { ...outcomes, cells }, madeShape)).toThrow(named)
  })

  test('refuses a cell that the suite does not have', () => {
    const cells = outcomes.cells.map(cell =>
      cell.condition === 'seed-5' ? { ...cell, condition: 'seed-6' } : cell,
    )
    expect(() => probeSettings('full', { ...outcomes, cells }, madeShape)).toThrow('permutation seed-6')
  })

  test('refuses a cell with too few scores', () => {
    const cells = outcomes.cells.map(cell =>
      cell.condition === 'reversed' ? { ...cell, scores: cell.scores.slice(1) } : cell,
    )
    expect(() => probeSettings('full', { ...outcomes, cells }, madeShape)).toThrow('3 scores, 4 items')
  })
})
