import { describe, expect, test } from 'vitest'
import { Refusal } from '#lib/domain/refusal'
import {
  baseTokens,
  groupPlace,
  groupPlaces,
  groupsPerSide,
  groupTokens,
} from '#lib/probes/design/token-groups'
import { block, madeShape, manyCrops, oneCrop, sorted, upTo } from '../made-subject'

describe('the grid of groups', () => {
  test.each([
    { side: 24, demo: 4, standard: 6 },
    { side: 27, demo: 4, standard: 6 },
    { side: 8, demo: 4, standard: 6 },
    { side: 5, demo: 4, standard: 5 },
    { side: 2, demo: 2, standard: 2 },
    { side: 1, demo: 0, standard: 0 },
  ])(
    'of $side rows of patches has $standard groups a side, $demo in the demo',
    ({ side, demo, standard }) => {
      expect(groupsPerSide('demo', madeShape(side))).toBe(demo)
      expect(groupsPerSide('standard', madeShape(side))).toBe(standard)
      expect(groupsPerSide('full', madeShape(side))).toBe(standard)
    },
  )

  test('places are named row by row, and read back', () => {
    expect(groupPlaces(2)).toEqual([
      { row: 0, column: 0 },
      { row: 0, column: 1 },
      { row: 1, column: 0 },
      { row: 1, column: 1 },
    ])
    expect(groupPlace('drop/r10c3')).toEqual({ row: 10, column: 3 })
    expect(groupPlace('tokens/r0c5/seed-7')).toEqual({ row: 0, column: 5 })
    expect(() => groupPlace('all-groups')).toThrow('all-groups names no group')
  })
})

describe('the tokens of a group', () => {
  const sizes = (rows: number, side: number) =>
    upTo(side).map(row => groupTokens(oneCrop(rows), side, { row, column: row }).length)

  test.each([
    { rows: 24, side: 6, own: [16, 16, 16, 16, 16, 16] },
    // Bounds floor(r * 27 / 6): 0, 4, 9, 13, 18, 22, 27.
    { rows: 27, side: 6, own: [16, 25, 16, 25, 16, 25] },
    // 0, 1, 2, 4, 5, 6, 8.
    { rows: 8, side: 6, own: [1, 1, 4, 1, 1, 4] },
    { rows: 8, side: 4, own: [4, 4, 4, 4] },
  ])('$rows x $rows in $side x $side', ({ rows, side, own }) => {
    expect(sizes(rows, side)).toEqual(own)
  })

  test.each([
    { layout: oneCrop(27), base: 729 },
    { layout: oneCrop(8, 11), base: 88 },
    { layout: manyCrops(24), base: 576 },
  ])('are a partition of the base picture: $base', ({ layout, base }) => {
    const all = groupPlaces(6).flatMap(place => [...groupTokens(layout, 6, place)])
    expect(sorted(all)).toEqual(upTo(base))
  })

  test('lie in one rectangle, rows floor(r w / 6) to floor((r + 1) w / 6)', () => {
    const tokens = groupTokens(oneCrop(27), 6, { row: 1, column: 4 })
    expect(new Set(tokens.map(token => Math.floor(token / 27)))).toEqual(new Set([4, 5, 6, 7, 8]))
    expect(new Set(tokens.map(token => token % 27))).toEqual(new Set([18, 19, 20, 21]))
    expect(sorted(tokens)).toEqual([...tokens])
  })

  test('are refused where the base picture has too few rows, or there is none', () => {
    expect(() => groupTokens(oneCrop(5), 6, { row: 0, column: 0 })).toThrow(Refusal)
    expect(() => groupTokens(oneCrop(5, 9), 6, { row: 0, column: 0 })).toThrow('5 x 9 visual tokens')
    expect(() => groupTokens({ count: 0, blocks: [] }, 6, { row: 0, column: 0 })).toThrow('no crop')
  })
})

describe('the base picture', () => {
  test('is all there is where it is the only crop, separators included', () => {
    expect(baseTokens(oneCrop(4))).toBeNull()
    expect(baseTokens({ count: 12, blocks: [block('base', 3, 3, 0, 1)] })).toBeNull()
  })

  test('leaves the tiles out, and keeps the separators between its own rows', () => {
    expect([...(baseTokens(manyCrops(3)) ?? [])]).toEqual(upTo(9))
    const after = { count: 15, blocks: [block('tiles', 1, 3, 0, 1), block('base', 3, 3, 4, 1)] }
    expect([...(baseTokens(after) ?? [])]).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
  })
})
