import { expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { wilson } from '#lib/statistics/intervals'
import { ratioOfMeans } from '#lib/statistics/ratio'
import { flatDesign } from '#lib/statistics/stratified-mean'

const full = [1, 1, 0, 1, 1, 0, 1, 1]
const kept = [1, 0, 0, 1, 0, 0, 0, 1]

test('T08: ratio of means with its delta-method standard error', () => {
  const ratio = ratioOfMeans(kept, full, flatDesign(8))
  if (isNotEnough(ratio)) throw new Error('no ratio')
  expect(1 - ratio.value).toBeCloseTo(0.5, 12)
  expect(ratio.se).toBeCloseTo(0.218218, 5)
  expect(ratio).toMatchObject({ unstable: false, method: 'delta' })
})

test('is unstable where the denominator is under four of its standard errors', () => {
  expect(ratioOfMeans(kept, [1, -1, 0, 1, 0, 0, 1, 1], flatDesign(8))).toMatchObject({ unstable: true })
})

test('of equal vectors is exactly 1, which is no proof that nothing can be lost', () => {
  expect(ratioOfMeans(full, full, flatDesign(8))).toMatchObject({
    value: 1,
    se: expect.closeTo((1 - wilson(1, 8).low) / (2 * 1.959964), 12),
    ...wilson(1, 8),
    method: 'wilson',
  })
})

test('of proportional vectors has a width beyond [0, 1] too', () => {
  const bound = wilson(0, 8).high / 0.75
  const less = full.map(value => -0.5 * value)
  expect(ratioOfMeans(less, full, flatDesign(8))).toMatchObject({
    value: -0.5,
    low: expect.closeTo(-0.5 - bound, 12),
    high: expect.closeTo(-0.5 + bound, 12),
  })
})

test.each([
  ['a unit', [], flatDesign(0), { what: 'units', have: 0, need: 1 }],
  ['two clusters', full, flatDesign(8, new Int32Array(8)), { what: 'clusters', have: 1, need: 2 }],
  [
    'a denominator',
    new Float64Array(8),
    flatDesign(8),
    { what: 'units whose denominator is not 0', have: 0 },
  ],
])('needs %s', (_, below, design, missing) => {
  const above = kept.slice(0, below.length)
  expect(ratioOfMeans(above, below, design)).toMatchObject({ kind: 'not-enough-data', ...missing })
})
