import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { imageGoldens } from '#test/image/goldens'
import { sha256 } from '#test/image/pattern'
import {
  type AnyresOptions,
  anyresPacking,
  pack,
  tilesOf,
  wholePacking,
} from '#workers/compiler/visual-packing'

const sides = z.tuple([z.int(), z.int()])
const layouts = imageGoldens(
  'packed',
  z.object({
    name: z.string(),
    pinpoints: z.array(sides),
    tile: z.int(),
    grid: z.int(),
    most: z.int().nullable(),
    cases: z.array(
      z.object({
        size: sides,
        tiles: z.int(),
        count: z.int(),
        order: z.string().optional(),
        values: z.base64().optional(),
      }),
    ),
  }),
)
const cases = layouts.flatMap(({ cases: rows, ...layout }) => rows.map(row => ({ ...layout, ...row })))

function optionsOf(layout: {
  pinpoints: [number, number][]
  tile: number
  grid: number
  most: number | null
}): AnyresOptions {
  const { pinpoints, tile, grid, most } = layout
  return { pinpoints, tileSize: tile, grid, maxTiles: most, newline: true }
}
function optionsNamed(name: string): AnyresOptions {
  const layout = layouts.find(one => one.name === name)
  if (!layout) throw new Error(`no layout ${name}`)
  return optionsOf(layout)
}

/** A value for each row that says which it is, as the goldens were made with. */
const feature = (row: number) => ((row * 40503) % 65536) / 65536

test.each(cases)('$name: packed as transformers packs, height and width $size', row => {
  const [height, width] = row.size
  const packing = anyresPacking({ width, height }, optionsOf(row))
  expect(packing.tiles).toBe(row.tiles)
  expect(packing.layout.count).toBe(row.count)
  const rows = row.tiles * row.grid ** 2
  if (row.order) {
    expect(packing).toMatchObject({ weights: null, taps: 1 })
    expect(sha256(packing.sources)).toBe(row.order)
    return
  }
  const made = pack(
    packing,
    Float32Array.from({ length: rows }, (_, at) => feature(at)),
    Float32Array.of(feature(rows)),
    1,
  )
  const bytes = Buffer.from(row.values ?? '', 'base64')
  const expected = Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4))
  expect(expected).toHaveLength(row.count)
  const worst = expected.reduce((most, value, at) => Math.max(most, Math.abs(value - (made[at] ?? 9))), 0)
  expect(worst).toBeLessThan(1e-6)
})

test('both kinds of goldens are there', () => {
  expect(cases.filter(row => row.values).length).toBeGreaterThan(4)
  expect(cases.filter(row => row.order).length).toBeGreaterThan(60)
})

/** Appendix A of the facts: height × width -> tiles' grid as kept -> tokens. */
describe('published sizes', () => {
  test.each([
    [336, 336, 24, 24, 1176],
    [480, 640, 36, 48, 2340],
    [640, 480, 48, 36, 2352],
    [899, 1024, 42, 48, 2634],
    [1080, 1920, 28, 48, 1948],
    [333, 500, 24, 36, 1464],
    [1333, 250, 72, 14, 1656],
    [224, 224, 24, 24, 1176],
  ])('LLaVA-NeXT: %i x %i is %i x %i patches, %i tokens', (height, width, rows, columns, count) => {
    const { layout } = anyresPacking({ width, height }, optionsNamed('llava_next'))
    expect(layout.blocks.map(block => [block.kind, block.rows, block.columns])).toEqual([
      ['base', 24, 24],
      ['tiles', rows, columns],
    ])
    expect(layout.count).toBe(count)
  })

  test.each([
    [384, 384, 27, 27, 1485],
    [480, 640, 40, 54, 2929],
    [640, 480, 54, 40, 2943],
    [899, 1024, 71, 81, 6551],
    [1080, 1920, 60, 108, 7269],
    [333, 500, 27, 40, 1836],
    [2000, 3000, 66, 99, 7329],
  ])('LLaVA-OneVision: %i x %i is %i x %i patches, %i tokens', (height, width, rows, columns, count) => {
    const { layout } = anyresPacking({ width, height }, optionsNamed('llava_onevision'))
    expect(layout.blocks.map(block => [block.rows, block.columns])).toEqual([
      [27, 27],
      [rows, columns],
    ])
    expect(layout.count).toBe(count)
  })

  test('LLaVA-1.5 is 576 tokens, 577 with the class token; one of several OneVision pictures is 730', () => {
    expect(wholePacking(24, false).layout.count).toBe(576)
    expect(wholePacking(24, true)).toMatchObject({ rowsPerTile: 577, layout: { count: 577 } })
    expect(wholePacking(24, true).layout.blocks[0]?.tokens[0]).toBe(1)
    const several = wholePacking(27, false, true)
    expect(several).toMatchObject({ rowsPerTile: 729, layout: { count: 730 } })
    expect(several.sources[729]).toBe(729)
  })
})

test('blocks hold every token but the newlines, once', () => {
  for (const { size, ...row } of cases) {
    const [height, width] = size
    const { layout, sources, taps, tiles, rowsPerTile } = anyresPacking({ width, height }, optionsOf(row))
    const inBlocks = layout.blocks.flatMap(block => [...block.tokens])
    const newlines = Array.from({ length: layout.count }, (_, token) => token).filter(
      token => sources[token * taps] === tiles * rowsPerTile,
    )
    expect([...inBlocks, ...newlines].sort((a, b) => a - b)).toEqual(
      Array.from({ length: layout.count }, (_, at) => at),
    )
    for (const block of layout.blocks) expect(block.tokens).toHaveLength(block.rows * block.columns)
  }
})

test('a picture so thin that shrinking leaves nothing of it is refused', () => {
  const options = { pinpoints: [[14, 84]], tileSize: 14, grid: 1, maxTiles: 1, newline: true } as const
  expect(() => anyresPacking({ width: 600, height: 4 }, options)).toThrow(
    /600 x 4 would shrink to 0 x 2 visual/,
  )
})

test('weights of a token sum to one', () => {
  const { weights, taps } = anyresPacking({ width: 1920, height: 1080 }, optionsNamed('llava_onevision'))
  if (!weights) throw new Error('1080 x 1920 is shrunk')
  for (let at = 0; at < weights.length; at += taps) {
    const total = weights.subarray(at, at + taps).reduce((sum, weight) => sum + weight, 0)
    expect(Math.abs(total - 1)).toBeLessThan(1e-6)
  }
})

test('pinpoints read as width and height would show', () => {
  const size = { width: 336, height: 336 }
  const options = optionsNamed('llava_next')
  const turned = {
    ...options,
    pinpoints: options.pinpoints.map(([height, width]) => [width, height] as const),
  }
  expect(tilesOf(size, options)).toEqual({ rows: 1, columns: 2 })
  expect(tilesOf(size, turned)).toEqual({ rows: 2, columns: 1 })
  expect(anyresPacking(size, turned).sources).not.toEqual(anyresPacking(size, options).sources)
})

test('without newlines the rows follow one another', () => {
  const packing = anyresPacking(
    { width: 64, height: 64 },
    { ...optionsNamed('llava_next, small'), newline: false },
  )
  expect(packing.layout.count).toBe(9 + 36)
  const rows = Float32Array.from({ length: 5 * 9 * 2 }, (_, at) => at)
  expect(() => pack(packing, rows, null, 2)).not.toThrow()
  expect(() => pack(packing, rows.subarray(2), null, 2)).toThrow(/rows of 2 expected/)
  const lined = anyresPacking({ width: 64, height: 64 }, optionsNamed('llava_next, small'))
  expect(() => pack(lined, rows, null, 2)).toThrow(/newline/)
})
