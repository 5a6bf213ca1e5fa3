import { expect, test } from 'vitest'
import { centreMinusEdge, placeOf, ringMeans } from '#lib/leaderboard/findings/token-grid'

const grid = [
  [0.912, 1, 0.872, 0.944, 0.704, 0.936],
  [0.664, 0.648, 0.368, 0.272, 0.504, 0.368],
  [0.32, 0.304, 0.008, 0.056, 0.248, 0.24],
  [0.224, 0.392, 0.072, 0.072, 0.096, 0.24],
  [0.376, 0, 0.048, 0.12, 0.032, 0.256],
  [0.352, 0.544, 0.64, 0.464, 0.56, 0.72],
]
const places = grid.flatMap((values, row) => values.map((_, column) => ({ row, column })))

test('T12: ring means and centre less edge', () => {
  const rings = ringMeans(grid.flat(), places)
  expect(rings).toEqual([expect.closeTo(0.5668, 5), expect.closeTo(0.252667, 5), expect.closeTo(0.052, 5)])
  expect(centreMinusEdge(rings)).toBeCloseTo(-0.5148, 5)
})

test('a grid of odd sides has its middle as the last ring', () => {
  const values = [1, 1, 1, 1, 7, 1, 1, 1, 1]
  const square = values.map((_, at) => ({ row: Math.floor(at / 3), column: at % 3 }))
  expect(ringMeans(values, square)).toEqual([1, 7])
})

test('placeOf reads a group of tokens', () => {
  expect(placeOf('keep/r2c11')).toEqual({ row: 2, column: 11 })
})
