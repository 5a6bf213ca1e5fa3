import { describe, expect, test } from 'vitest'
import { compareProfiles } from '#lib/leaderboard/profile/compare-profiles'
import { wilson } from '#lib/statistics/intervals'
import { madeRandom } from '../findings/made-units'
import { madePart, madeProfile } from './made-profile'

/** `count` values whose sample mean is 0 and whose sample variance is 1, the second uncorrelated with the first. */
function orthogonalDraws(count: number): { first: number[]; second: number[] } {
  const scale = Math.sqrt((count - 1) / count)
  const first = Array.from({ length: count }, (_, at) => (at % 2 ? scale : -scale))
  const second = Array.from({ length: count }, (_, at) => (at % 4 < 2 ? scale : -scale))
  return { first, second }
}

/** Draws around a value with a standard deviation, repeatable. */
function drawsAround(value: number, sd: number, seed: number): number[] {
  const random = madeRandom(seed)
  return Array.from({ length: 2000 }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return value + sd * normal
  })
}

describe('the global test', () => {
  test('T30: Wald on a difference of two properties', () => {
    const { first, second } = orthogonalDraws(2000)
    // Covariance [[0.0004, 0.0001], [0.0001, 0.0009]]: L = [[0.02, 0], [0.005, sqrt(0.000875)]].
    const p9 = first.map(draw => 0.02 * draw)
    const p10 = first.map((draw, at) => 0.005 * draw + Math.sqrt(0.000875) * second[at])
    const one = madeProfile({
      P9: [
        madePart(
          'a',
          0.55,
          p9.map(draw => draw + 0.5),
        ),
      ],
      P10: [madePart('b', 0.48, p10)],
    })
    // The other varies too, by the same resamples: what both have cancels.
    const two = madeProfile({
      P9: [
        madePart(
          'a',
          0.5,
          first.map(draw => 0.5 + 0.001 * draw),
        ),
      ],
      P10: [
        madePart(
          'b',
          0.5,
          second.map(draw => 0.001 * draw),
        ),
      ],
    })
    const other = madeProfile({
      P9: [
        madePart(
          'a',
          0.55,
          p9.map((draw, at) => 0.5 + draw + 0.001 * first[at]),
        ),
      ],
      P10: [
        madePart(
          'b',
          0.48,
          p10.map((draw, at) => draw + 0.001 * second[at]),
        ),
      ],
    })
    const { global } = compareProfiles(other, two)
    expect(global).toMatchObject({
      df: 2,
      statistic: expect.closeTo(7.457143, 5),
      p: expect.closeTo(0.024027, 5),
    })
    expect(compareProfiles(one, two).global).not.toMatchObject({ statistic: expect.closeTo(7.457143, 5) })
  })

  test('takes a tenth off the covariances of few resamples', () => {
    const { first, second } = orthogonalDraws(400)
    const varying = madeProfile({
      P9: [
        madePart(
          'a',
          0.55,
          first.map(draw => 0.55 + 0.02 * draw),
        ),
      ],
      P10: [
        madePart(
          'b',
          0.48,
          first.map((draw, at) => 0.48 + 0.005 * draw + Math.sqrt(0.000875) * second[at]),
        ),
      ],
    })
    const tiny = (value: number, draws: readonly number[]) => draws.map(draw => value + 1e-6 * draw)
    const still = madeProfile({
      P9: [madePart('a', 0.5, tiny(0.5, first))],
      P10: [madePart('b', 0.5, tiny(0.5, second))],
    })
    // d'V^-1 d with V = [[4e-4, 9e-5], [9e-5, 9e-4]].
    expect(compareProfiles(varying, still).global).toMatchObject({
      statistic: expect.closeTo(2.59e-6 / 3.519e-7, 2),
    })
  })

  test('says nothing of single properties where it does not reject', () => {
    const { global, differences, dominant } = compareProfiles(
      madeProfile({ P9: [madePart('a', 0.52, drawsAround(0.52, 0.03, 1))] }),
      madeProfile({ P9: [madePart('a', 0.5, drawsAround(0.5, 0.03, 2))] }),
    )
    expect(global).toMatchObject({ df: 1 })
    expect(differences).toMatchObject([{ id: 'P9', value: expect.closeTo(0.02, 9), p: null }])
    expect(dominant).toBeNull()
  })

  test('adjusts the properties by Holm where it rejects', () => {
    const { differences } = compareProfiles(
      madeProfile({
        P9: [madePart('a', 0.7, drawsAround(0.7, 0.02, 1))],
        P10: [madePart('b', 0.55, drawsAround(0.55, 0.02, 3))],
      }),
      madeProfile({
        P9: [madePart('a', 0.5, drawsAround(0.5, 0.02, 2))],
        P10: [madePart('b', 0.5, drawsAround(0.5, 0.02, 4))],
      }),
    )
    const [p9, p10] = differences
    expect(p9.p).toBeLessThan(1e-9)
    // z = 0.05 / (0.02 √2): p 0.077, the last in Holm's order and so as it is.
    expect(p10.p).toBeCloseTo(0.077, 1)
    expect(p10.se).toBeCloseTo(0.02 * Math.SQRT2, 2)
  })

  test('has no data where nothing is shared', () => {
    const comparison = compareProfiles(
      madeProfile({ P9: [madePart('a', 0.7, drawsAround(0.7, 0.02, 1))] }),
      madeProfile({ P10: [madePart('a', 0.7, drawsAround(0.7, 0.02, 1))] }),
    )
    expect(comparison).toMatchObject({ differences: [], dominant: null })
    expect(comparison.global).toEqual({
      kind: 'not-enough-data',
      what: 'shared properties',
      have: 0,
      need: 1,
    })
  })

  test('gives a property that never varies the error its clusters leave', () => {
    const constant = (value: number) => madeProfile({ P9: [madePart('a', value, Array(2000).fill(value))] })
    const { differences } = compareProfiles(constant(1), constant(0))
    const { low, high } = wilson(1, 100)
    const each = ((high - low) / (2 * 1.959964)) ** 2
    expect(differences[0].se).toBeCloseTo(Math.sqrt(2 * each), 9)
    expect(differences[0].p).toBeLessThan(1e-9)
    expect(compareProfiles(constant(1), constant(1)).global).toMatchObject({ statistic: 0, p: 1 })
  })

  test('finds no difference between a profile and itself', () => {
    const own = madeProfile({
      P9: [madePart('a', 0.7, drawsAround(0.7, 0.02, 1))],
      P10: [madePart('a', 0.5, drawsAround(0.5, 0.02, 2))],
    })
    const { global, differences } = compareProfiles(own, own)
    expect(global).toMatchObject({ statistic: 0, df: 2, p: 1 })
    expect(differences).toMatchObject([
      { value: 0, p: null },
      { value: 0, p: null },
    ])
    expect(differences[0].low).toBeLessThan(0)
  })
})

describe('what is compared', () => {
  const p1 = (...parts: [string, number, string?][]) =>
    madeProfile({
      P1: parts.map(([part, value, scope], at) =>
        madePart(part, value, drawsAround(value, 0.02, at + 1), scope),
      ),
      P3: [madePart('x', 0.9, drawsAround(0.9, 0.02, 20))],
    })

  test('are the benchmarks both have, at the same scope', () => {
    const { differences, unshared } = compareProfiles(
      p1(['a', 0.9], ['b', 0.5], ['c', 0.7, 'first edition']),
      p1(['b', 0.4], ['d', 0.1], ['c', 0.2, 'second edition']),
    )
    expect(differences.find(({ id }) => id === 'P1')).toMatchObject({
      parts: ['b'],
      value: expect.closeTo(0.1, 9),
    })
    expect(unshared.find(({ id }) => id === 'P9')).toEqual({ id: 'P9', reason: 'not measured' })
    expect(compareProfiles(p1(['a', 1]), p1(['b', 1])).unshared).toContainEqual({
      id: 'P1',
      reason: 'measured on different benchmarks',
    })
  })

  test('is nothing that is not interpretable in one of them', () => {
    const grey = madeProfile(
      { P1: [madePart('a', 1, drawsAround(1, 0.02, 1))] },
      { P1: { state: 'not-interpretable', reason: 'visual reliance is below 0.2' } },
    )
    expect(compareProfiles(grey, p1(['a', 0.5]))).toMatchObject({
      differences: [],
      unshared: expect.arrayContaining([{ id: 'P1', reason: 'visual reliance is below 0.2' }]),
    })
  })
})

describe('dominance', () => {
  const profile = (p3: number, p9: number, p11: number, p6: readonly [number, number], seed = 1) =>
    madeProfile({
      P3: [madePart('a', p3, drawsAround(p3, 0.005, 1 * seed))],
      P9: [madePart('a', p9, drawsAround(p9, 0.005, 2 * seed))],
      P11: [madePart('a', p11, drawsAround(p11, 0.005, 3 * seed))],
      P6: [
        madePart('mmvp', p6[0], drawsAround(p6[0], 0.005, 4 * seed)),
        madePart('mathvista', p6[1], drawsAround(p6[1], 0.005, 5 * seed)),
      ],
    })
  const base = profile(0.5, 0.5, 0.5, [0.5, 0.5], 11)

  test('takes one significant gain and no loss, in what is better when higher', () => {
    expect(compareProfiles(profile(0.6, 0.5, 0.5, [0.5, 0.5]), base).dominant).toBe('first')
    expect(compareProfiles(base, profile(0.6, 0.5, 0.5, [0.5, 0.5])).dominant).toBe('second')
    expect(compareProfiles(profile(0.6, 0.45, 0.5, [0.5, 0.5]), base).dominant).toBeNull()
  })

  test('does not come from a descriptive property, nor is it hindered by one', () => {
    expect(compareProfiles(profile(0.5, 0.5, 0.9, [0.5, 0.5]), base).dominant).toBeNull()
    expect(compareProfiles(profile(0.6, 0.5, 0.1, [0.5, 0.5]), base).dominant).toBe('first')
  })

  test('counts reliance on detail where pictures are full of text', () => {
    expect(compareProfiles(profile(0.6, 0.5, 0.5, [0.2, 0.5]), base).dominant).toBe('first')
    expect(compareProfiles(profile(0.6, 0.5, 0.5, [0.5, 0.4]), base).dominant).toBeNull()
    expect(compareProfiles(profile(0.5, 0.5, 0.5, [0.5, 0.7]), base).dominant).toBe('first')
  })
})
