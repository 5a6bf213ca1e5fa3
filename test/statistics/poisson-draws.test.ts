import { expect, test } from 'vitest'
import { poissonDrawer } from '#lib/statistics/poisson-draws'

const names = Array.from({ length: 300 }, (_, at) => `picture ${at}`)

function drawAll(of: readonly string[], rows: number, chunk = rows): Uint16Array {
  const draw = poissonDrawer(of)
  const all = new Uint16Array(rows * of.length)
  for (let first = 0; first < rows; first += chunk)
    draw(first, Math.min(chunk, rows - first), all.subarray(first * of.length))
  return all
}

test('draws by Poisson with mean 1', () => {
  const counts = drawAll(names, 1000)
  const share = (times: number) => counts.filter(count => count === times).length / counts.length
  // e^-1 / k!; 300,000 draws are within 0.003 of it.
  expect([0, 1, 2, 3].map(share).map(one => Math.round(1000 * one) / 1000)).toEqual([
    expect.closeTo(0.368, 2),
    expect.closeTo(0.368, 2),
    expect.closeTo(0.184, 2),
    expect.closeTo(0.061, 2),
  ])
  expect(counts.reduce((sum, count) => sum + count, 0) / counts.length).toBeCloseTo(1, 2)
})

test('a name is drawn alike whatever else is drawn, and however many at a time', () => {
  const all = drawAll(names, 200)
  const some = drawAll([names[7], 'another', names[3]], 200, 64)
  for (let row = 0; row < 200; row++)
    expect([some[3 * row], some[3 * row + 2]]).toEqual([all[300 * row + 7], all[300 * row + 3]])
})
