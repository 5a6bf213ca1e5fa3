import { expect, test } from 'vitest'
import { depthConcentration } from '#lib/statistics/depth-concentration'

test('T34: share of the lowest quarter and centre of mass', () => {
  const importance = [9, 7, 6, 4, 2, 1, 1, 0, -0.5, 0.5, 0, 1, 0.5, 0, 0, 0.5]
  expect(depthConcentration(importance)).toEqual({
    lowQuarter: expect.closeTo(0.8, 5),
    centre: expect.closeTo(0.162051, 5),
  })
})

test('even importance has a quarter of it in the lowest quarter, however many layers there are', () => {
  for (const layers of [2, 4, 6, 7])
    expect(depthConcentration(new Array(layers).fill(3))).toEqual({
      lowQuarter: expect.closeTo(0.25, 12),
      centre: expect.closeTo(0.5, 12),
    })
})

test('needs two layers, and one that matters', () => {
  expect(depthConcentration([1])).toMatchObject({ kind: 'not-enough-data', what: 'layers', have: 1, need: 2 })
  expect(depthConcentration([0, -1, 0])).toMatchObject({
    what: 'layers of positive importance',
    have: 0,
    need: 1,
  })
})
