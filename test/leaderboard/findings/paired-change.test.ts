import { describe, expect, test } from 'vitest'
import { pairedChange } from '#lib/leaderboard/findings/paired-change'
import { mcnemar, pairedDifference } from '#lib/statistics/paired'
import { flatDesign } from '#lib/statistics/stratified-mean'
import { enough } from '#test/support/enough'

const before = Float64Array.of(1, 1, 1, 0, 1, 0, 1, 1, 0, 1, Number.NaN)
const after = Float64Array.of(1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1)
const floors = new Float64Array(11)

describe('pairedChange', () => {
  test('T06: is exact McNemar on independent right or wrong units, over those asked under both', () => {
    expect(pairedChange({ design: flatDesign(11), floors }, after, before)).toMatchObject({
      difference: expect.closeTo(-0.1, 9),
      se: expect.closeTo(0.179505, 5),
      p: mcnemar(2, 1),
      units: 10,
      clusters: 10,
      equivalent: false,
    })
  })

  test('is the t test where units are clustered, or worth parts', () => {
    const pairs = Int32Array.from({ length: 11 }, (_, unit) => unit >> 1)
    const clustered = pairedChange({ design: flatDesign(11, pairs), floors }, after, before)
    const differences = [...after].slice(0, 10).map((value, unit) => value - before[unit])
    expect(clustered).toMatchObject({
      p: enough(pairedDifference(differences, flatDesign(10, pairs.subarray(0, 10)))).p,
      clusters: 5,
    })
    const parts = pairedChange(
      { design: flatDesign(11), floors },
      after.map(value => value / 2),
      before,
    )
    expect(parts).not.toMatchObject({ p: mcnemar(2, 1) })
  })

  test('needs two clusters that were asked under both', () => {
    const one = Float64Array.of(1, Number.NaN)
    expect(pairedChange({ design: flatDesign(2), floors: new Float64Array(2) }, one, one)).toEqual({
      kind: 'not-enough-data',
      what: 'clusters asked under both',
      have: 1,
      need: 2,
    })
  })
})
