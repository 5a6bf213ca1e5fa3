import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { comparePairs, mapStandings } from '#lib/leaderboard/profile/compare-many'
import { compareProfiles } from '#lib/leaderboard/profile/compare-profiles'
import { meanOfHigherBetter } from '#lib/leaderboard/profile/higher-better-mean'
import { nearestProfiles } from '#lib/leaderboard/profile/nearest-profiles'
import { benjaminiHochberg } from '#lib/statistics/multiplicity'
import { waldTest } from '#lib/statistics/wald'
import { madeRandom } from '../findings/made-units'
import { madePart, madeProfile } from './made-profile'

const random = madeRandom(5)
function around(value: number, sd: number): number[] {
  return Array.from({ length: 2000 }, () => value + sd * (random() + random() + random() - 1.5) * 2)
}
const profile = (p3: number, p9: number, p11: number) =>
  madeProfile({
    P3: [madePart('a', p3, around(p3, 0.02))],
    P9: [madePart('a', p9, around(p9, 0.02))],
    P11: [madePart('a', p11, around(p11, 0.02))],
  })
const far = profile(0.9, 0.9, 0.1)
const near = profile(0.52, 0.5, 0.5)
const own = profile(0.5, 0.5, 0.5)

describe('several profiles', () => {
  test('are tested in pairs, adjusted over the pairs', () => {
    const pairs = comparePairs([own, near, far])
    expect(pairs.map(({ first, second }) => [first, second])).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ])
    const alone = compareProfiles(own, near).global
    // The largest p of three is as it is under Holm.
    expect(pairs[0].p).toBeCloseTo(isNotEnough(alone) ? 0 : alone.p, 12)
    expect(pairs[1].p).toBeLessThan(1e-9)
  })

  test('have z-scores from the mean of all, screened over all cells', () => {
    const map = mapStandings([own, near, far])
    if (isNotEnough(map)) throw new Error('not enough data')
    expect(map.cells).toHaveLength(9)
    const cell = (id: string, at: number) => map.cells.find(one => one.id === id && one.profile === at)
    // Deviation of 0.9 from the mean of 0.5, 0.52 and 0.9; its variance is 2/3 of the sd's square.
    expect(cell('P3', 2)?.z).toBeCloseTo((0.9 - 0.64) / (0.02 * Math.sqrt(2 / 3)), 0)
    expect(cell('P3', 2)?.p).toBeLessThan(1e-6)
    expect(cell('P9', 0)?.z).toBeLessThan(0)
    expect(map.unshared.map(({ id }) => id)).toContain('P1')
    expect(mapStandings([own])).toMatchObject({ kind: 'not-enough-data', have: 1, need: 2 })
  })

  test('are told apart in the map of two as in their pair, also where a profile never varies', () => {
    const all = (value: number, draws: readonly number[]) =>
      madeProfile({ P9: [madePart('a', value, draws)] })
    const solved = all(1, new Array<number>(2000).fill(1))
    const almost = all(0.93, around(0.93, 0.02))
    for (const two of [
      [solved, almost],
      [almost, all(0.9, around(0.9, 0.02))],
    ]) {
      const map = mapStandings(two)
      const { differences, global } = compareProfiles(two[0], two[1])
      if (isNotEnough(map) || isNotEnough(global)) throw new Error('not enough data')
      expect(map.cells[0].z).toBeCloseTo(differences[0].value / differences[0].se, 9)
      expect(map.cells[0].p).toBeCloseTo(global.p, 9)
    }
  })

  test('are screened by Benjamini and Hochberg', () => {
    const map = mapStandings([own, profile(0.53, 0.51, 0.47), profile(0.56, 0.52, 0.5)])
    if (isNotEnough(map)) throw new Error('not enough data')
    const raw = map.cells.map(({ z }) => {
      const test = waldTest([z], [[1]])
      return isNotEnough(test) ? 1 : test.p
    })
    expect(map.cells.map(({ p }) => p)).toEqual(
      benjaminiHochberg(raw).map(adjusted => expect.closeTo(adjusted, 9)),
    )
  })

  test('are ordered by the mean of what is better when higher, alone', () => {
    const ordered = meanOfHigherBetter([own, far])
    if (isNotEnough(ordered)) throw new Error('not enough data')
    expect(ordered.properties).toEqual(['P3', 'P9'])
    expect(ordered.means.map(({ value }) => value)).toEqual([0.5, expect.closeTo(0.9, 9)])
    expect(ordered.means[0].se).toBeCloseTo(0.02 / Math.SQRT2, 2)
    expect(meanOfHigherBetter([own, madeProfile({})])).toMatchObject({ kind: 'not-enough-data' })
  })
})

describe('the nearest profiles', () => {
  test('come in order of their distance, with what it is over', () => {
    const found = nearestProfiles(own, [far, near, madeProfile({ P3: own.properties[0].parts })])
    expect(found.map(({ at }) => at)).toEqual([1, 0])
    expect(found[0]).toMatchObject({ properties: 3, distance: expect.closeTo(0.02 / Math.sqrt(3), 9) })
    expect(nearestProfiles(own, [far, near], 1)).toHaveLength(1)
  })

  test('are held against each other on the benchmarks both have', () => {
    const other = madeProfile({
      ...Object.fromEntries(own.properties.map(({ id, parts }) => [id, parts])),
      P3: [...own.properties[0].parts, madePart('b', 0.1, around(0.1, 0.02))],
    })
    expect(nearestProfiles(own, [other])).toEqual([{ at: 0, distance: 0, properties: 3 }])
  })
})
