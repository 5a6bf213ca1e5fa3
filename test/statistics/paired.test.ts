import { describe, expect, test } from 'vitest'
import { wilson } from '#lib/statistics/intervals'
import { mcnemar, pairedDifference } from '#lib/statistics/paired'
import { flatDesign } from '#lib/statistics/stratified-mean'
import { enough } from '#test/support/enough'

describe('pairedDifference', () => {
  const baseline = [1, 1, 1, 0, 1, 0, 1, 1, 0, 1]
  const perturbed = [1, 0, 1, 0, 0, 0, 1, 1, 1, 1]
  const differences = perturbed.map((value, unit) => value - (baseline[unit] ?? 0))

  test('T06: difference, paired standard error and its t test', () => {
    const { difference, se, low, high, p } = enough(pairedDifference(differences, flatDesign(10)))
    expect(difference).toBeCloseTo(-0.1, 12)
    expect(se).toBeCloseTo(0.179505, 5)
    // t(0.975, 9) = 2.262157
    expect(low).toBeCloseTo(-0.1 - 2.262157 * 0.179505, 5)
    expect(high).toBeCloseTo(-0.1 + 2.262157 * 0.179505, 5)
    // Student t with 9 degrees of freedom at 0.1 / 0.179505, integrated numerically.
    expect(p).toBeCloseTo(0.591, 3)
  })

  test('T06: exact McNemar', () => {
    expect(mcnemar(2, 1)).toBe(1)
    expect(mcnemar(0, 0)).toBe(1)
    expect(mcnemar(6, 0)).toBeCloseTo(2 * 0.5 ** 6, 12)
  })

  test('T25: smallest detectable difference of 1000 pairs with sd 0.45', () => {
    const deviation = 0.45 * Math.sqrt(999 / 1000)
    const alternating = Float64Array.from({ length: 1000 }, (_, unit) => (unit % 2 ? deviation : -deviation))
    expect(enough(pairedDifference(alternating, flatDesign(1000))).detectable).toBeCloseTo(0.039867, 5)
  })

  test('leaves room for change where no unit changed', () => {
    const none = enough(pairedDifference(new Float64Array(200), flatDesign(200)))
    const bound = wilson(0, 200).high
    expect(none).toMatchObject({ difference: 0, se: 0, low: -bound, high: bound, p: 1, detectable: bound })
    expect(none.inner.high).toBe(wilson(0, 200, 0.9).high)
  })

  test('tests by signs where every unit changed alike, rounding errors or not', () => {
    const third = enough(pairedDifference(new Float64Array(7).fill(-1 / 3), flatDesign(7)))
    expect(third.se).toBe(0)
    expect(third.p).toBeCloseTo(2 * 0.5 ** 7, 12)
    expect(third.low).toBeLessThan(third.difference)
  })

  test.each([
    ['no unit', [], flatDesign(0), { what: 'units', have: 0, need: 1 }],
    ['one unit', [-1], flatDesign(1), { what: 'clusters', have: 1, need: 2 }],
    ['one cluster', [-1, 0, 1], flatDesign(3, [0, 0, 0]), { what: 'clusters', have: 1, need: 2 }],
  ])('claims nothing from %s', (_, some, design, missing) => {
    expect(pairedDifference(some, design)).toEqual({ kind: 'not-enough-data', ...missing })
  })

  test('leaves room for change where a stratum has one cluster', () => {
    const thin = { ...flatDesign(4), stratum: Int32Array.of(0, 1, 1, 1), strata: 2 }
    expect(pairedDifference([0, 1, 0, 1], thin)).toMatchObject({
      se: 0,
      high: expect.closeTo(1 / 3 + wilson(0, 4).high, 12),
    })
  })
})
