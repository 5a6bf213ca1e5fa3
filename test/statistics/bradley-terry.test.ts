import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { bradleyTerryStrengths, countWins, fitBradleyTerry } from '#lib/statistics/bradley-terry'
import { madeBenchmark } from './made-board'

test('T17: log-strengths and their Fisher errors', () => {
  const fit = fitBradleyTerry([0, 7, 9, 3, 0, 6, 1, 4, 0], 3)
  const close = (values: number[]) => values.map(value => expect.closeTo(value, 5))
  expect(fit).toEqual({
    beta: close([0.943606, -0.160161, -0.783445]),
    se: close([0.377207, 0.328251, 0.358146]),
  })
})

test('fits where the strengths are far apart', () => {
  // 999 : 1 has the log odds ln 999, halved to each side.
  expect(fitBradleyTerry([0, 999, 1, 0], 2)).toMatchObject({
    beta: [expect.closeTo(Math.log(999) / 2, 8), expect.closeTo(-Math.log(999) / 2, 8)],
  })
})

test('finds its way from a bad start', () => {
  expect(fitBradleyTerry([0, 3, 1, 0], 2, [4, -4])).toMatchObject({
    beta: [expect.closeTo(Math.log(3) / 2, 8), expect.closeTo(-Math.log(3) / 2, 8)],
  })
})

test('counts an item once for every pair, halved where it ends level', () => {
  const wins = countWins([
    [1, 0.5, Number.NaN],
    [0, 0.5, 1],
    [0.5, 1, 0],
  ])
  expect([...wins]).toEqual([0, 1.5, 1, 0.5, 0, 1, 1, 2, 0])
})

describe('where there is no maximum', () => {
  test.each([
    ['one checkpoint', [0], 1, { what: 'checkpoints', have: 1, need: 2 }],
    ['a checkpoint that never lost', [0, 3, 2, 0, 0, 1, 0, 1, 0], 3, { have: 1, need: 3 }],
    ['two groups that never met', [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0], 4, { have: 2, need: 4 }],
  ])('%s is not enough', (_, wins, checkpoints, missing) => {
    expect(fitBradleyTerry(wins, checkpoints)).toMatchObject({ kind: 'not-enough-data', ...missing })
  })
})

describe('bradleyTerryStrengths', () => {
  const { vectors, design } = madeBenchmark('mmstar', [0.3, 0.5, 0.7])

  test('keeps the strengths of all items, in percentiles of resampled ones', () => {
    const strengths = bradleyTerryStrengths(vectors, design.cluster, 'mmstar', 200)
    const fit = fitBradleyTerry(countWins(vectors), 3)
    if (isNotEnough(strengths) || isNotEnough(fit)) throw new Error('not enough')
    expect(strengths.map(({ beta }) => beta)).toEqual(fit.beta)
    for (const { beta, low, high } of strengths) {
      expect(low).toBeLessThan(beta)
      expect(high).toBeGreaterThan(beta)
    }
    expect(strengths[2]?.low).toBeGreaterThan(strengths[0]?.high ?? 9)
  })

  test('doubled items in one cluster leave the interval as wide', () => {
    const twice = vectors.map(scores => [...Array.from(scores), ...Array.from(scores)])
    const cluster = Int32Array.from([...design.cluster, ...design.cluster])
    const rounded = (found: ReturnType<typeof bradleyTerryStrengths>) =>
      isNotEnough(found)
        ? []
        : found.map(({ beta, low, high }) => [beta, low, high].map(one => one.toFixed(6)))
    const once = rounded(bradleyTerryStrengths(vectors, design.cluster, 'mmstar', 100))
    expect(once.length).toBe(3)
    expect(rounded(bradleyTerryStrengths(twice, cluster, 'mmstar', 100))).toEqual(once)
  })

  test('needs clusters, and resamples with a fit', () => {
    const one = new Int32Array(design.cluster.length)
    expect(bradleyTerryStrengths(vectors, one, 'mmstar')).toMatchObject({
      what: 'clusters',
      have: 1,
      need: 2,
    })
    const rare = [
      [1, 0, 0, 0],
      [0, 1, 1, 1],
    ]
    expect(bradleyTerryStrengths(rare, Int32Array.of(0, 1, 2, 3), 'mmstar', 200)).toMatchObject({
      what: 'resamples with a fit',
      need: 195,
    })
  })
})
