import { describe, expect, test } from 'vitest'
import {
  droppedCells,
  massCells,
  randomCells,
  rankedCells,
  resampleMap,
} from '#lib/probes/design/occluded-cells'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { sorted, upTo } from '../made-subject'

/** Distinct but for nothing: a number of its own for each of 196 cells, in no order. */
const distinct = Float32Array.from(upTo(196), cell => ((cell * 37) % 196) + 1)

test('count mode drops floor(r * 196) cells', () => {
  const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
  expect(tenths.map(droppedCells)).toEqual([19, 39, 58, 78, 98, 117, 137, 156, 176])
})

describe('cells at random', () => {
  const drawn = (seed: number, ratio = 0.3) =>
    randomCells(ratio, keyedRandom({ seed, probe: 'occlusion', condition: `random/${ratio}`, item: '1' }))

  test('are distinct, ascending, and as many as the ratio says', () => {
    const cells = [...drawn(1)]
    expect(cells).toHaveLength(58)
    expect(sorted(new Set(cells))).toEqual(cells)
    expect(Math.max(...cells)).toBeLessThan(196)
  })

  test('are the same under the same key, others under another seed, and come everywhere', () => {
    expect(drawn(1)).toEqual(drawn(1))
    expect(drawn(2)).not.toEqual(drawn(1))
    const hits = new Float64Array(196)
    for (const seed of upTo(400)) for (const cell of drawn(seed + 1)) hits[cell] = (hits[cell] ?? 0) + 1
    // 118.4 expected, standard deviation 9.1: five of them on either side.
    expect(Math.min(...hits)).toBeGreaterThan(73)
    expect(Math.max(...hits)).toBeLessThan(164)
  })
})

describe('cells by rank', () => {
  test('are the largest, or the smallest, values', () => {
    const most = [...rankedCells(distinct, 0.3, 'most')]
    const least = [...rankedCells(distinct, 0.3, 'least')]
    expect(sorted(most.map(cell => distinct[cell] ?? 0))).toEqual(upTo(58).map(at => 139 + at))
    expect(sorted(least.map(cell => distinct[cell] ?? 0))).toEqual(upTo(58).map(at => 1 + at))
  })

  test('are a partition at half', () => {
    const halves = [...rankedCells(distinct, 0.5, 'most'), ...rankedCells(distinct, 0.5, 'least')]
    expect(sorted(halves)).toEqual(upTo(196))
  })

  test('of equal values are the first ones, on both ends', () => {
    const flat = new Float32Array(196).fill(0.25)
    expect([...rankedCells(flat, 0.1, 'most')]).toEqual(upTo(19))
    expect([...rankedCells(flat, 0.1, 'least')]).toEqual(upTo(19))
  })
})

describe('mass mode', () => {
  test('keeps the example of IPViT: half of the mass of [.1, .4, .2, .3] are the second and the fourth', () => {
    const map = Float32Array.of(0.1, 0.4, 0.2, 0.3)
    expect([...massCells(map, 0.5, 'front')]).toEqual([1, 3])
    expect([...massCells(map, 0.5, 'back')]).toEqual([0, 2])
  })

  // By torch.sort, division by the sum and torch.cumsum in 32-bit floats.
  test.each([
    { mass: 0.1, count: 11, sum: 1010, first: [5, 21, 37, 58, 74, 90, 111, 127] },
    { mass: 0.5, count: 58, sum: 5749, first: [4, 5, 10, 15, 20, 21, 25, 26] },
    { mass: 0.9, count: 135, sum: 13260, first: [2, 3, 4, 5, 7, 8, 9, 10] },
  ])('agrees with torch at $mass', ({ mass, count, sum, first }) => {
    const map = Float32Array.from(upTo(196), cell => (((cell * 37) % 196) + 1) / 196 + (cell % 3 ? 0.001 : 0))
    const front = [...massCells(map, mass, 'front')]
    expect(front.slice(0, 8)).toEqual(first)
    expect([front.length, front.reduce((total, cell) => total + cell, 0)]).toEqual([count, sum])
    expect(sorted([...front, ...massCells(map, mass, 'back')])).toEqual(upTo(196))
  })
})

describe('a map on the occlusion grid', () => {
  test('is the map itself where it has that grid', () => {
    expect(resampleMap(distinct, 14)).toBe(distinct)
  })

  test.each([28, 8, 7, 16])('is the mean over each cell of a %i x %i map', grid => {
    const map = Float32Array.from(upTo(grid * grid), cell => ((cell * 31) % 97) / 97)
    // Spread out to 14 * grid points a side, then averaged.
    const expected = upTo(196).map(cell => {
      const points = upTo(grid * grid).map(point => {
        const y = Math.floor(cell / 14) * grid + Math.floor(point / grid)
        const x = (cell % 14) * grid + (point % grid)
        return map[Math.floor(y / 14) * grid + Math.floor(x / 14)] ?? Number.NaN
      })
      return points.reduce((sum, value) => sum + value, 0) / points.length
    })
    const resampled = resampleMap(map, grid)
    expect(resampled).toHaveLength(196)
    resampled.forEach((value, cell) => {
      expect(value).toBeCloseTo(expected[cell] ?? Number.NaN, 6)
    })
  })
})
