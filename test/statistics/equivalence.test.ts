import { expect, test } from 'vitest'
import { testEquivalence } from '#lib/statistics/equivalence'
import { pairedDifference } from '#lib/statistics/paired'
import { flatDesign } from '#lib/statistics/stratified-mean'
import { enough } from '#test/support/enough'

const differences = Float64Array.from({ length: 400 }, (_, unit) => (unit % 40 === 0 ? 0.1 : 0))

test('is claimed exactly where the 90 % interval lies inside the margin', () => {
  const design = flatDesign(400)
  const { inner } = enough(pairedDifference(differences, design))
  const just = testEquivalence(differences, design, inner.high + 1e-9)
  const short = testEquivalence(differences, design, inner.high - 1e-9)
  expect(just).toEqual({ p: expect.closeTo(0.05, 5), equivalent: true })
  expect(short).toEqual({ p: expect.closeTo(0.05, 5), equivalent: false })
  expect(short.p ?? 0).toBeGreaterThan(just.p ?? 1)
})

test('takes the worse of the two sides, whatever the sign', () => {
  const design = flatDesign(400)
  const up = testEquivalence(differences, design, 0.004)
  const down = testEquivalence(
    differences.map(value => -value),
    design,
    0.004,
  )
  expect(down.p).toBeCloseTo(up.p ?? 0, 12)
})

test('of units that never change depends on how many there are', () => {
  expect(testEquivalence(new Float64Array(50), flatDesign(50), 0.02)).toEqual({ p: null, equivalent: false })
  expect(testEquivalence(new Float64Array(500), flatDesign(500), 0.02)).toEqual({ p: null, equivalent: true })
})
