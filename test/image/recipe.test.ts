import { expect, test } from 'vitest'
import type { ImageRecipe } from '#lib/domain/image-recipe'
import { applyRecipe } from '#workers/image/recipe'
import { pattern } from './pattern'

const plain: ImageRecipe = {
  tiling: { kind: 'whole' },
  squarePad: null,
  resize: null,
  centreCrop: null,
  rescale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
}

test('channels first', () => {
  const image = pattern(3, 2)
  const { values, ...shape } = applyRecipe(image, plain)
  expect(shape).toEqual({ tiles: 1, width: 3, height: 2 })
  expect([...values.subarray(0, 6)]).toEqual([0, 3, 6, 9, 12, 15].map(at => image.pixels[at]))
})

test('a long thin picture costs no more than what is kept of it', () => {
  const thin = { width: 1, height: 60_000, pixels: new Uint8Array(180_000).fill(9) }
  const to = { kind: 'shortest-edge', pixels: 8192 } as const
  const crop = { ...plain, resize: { filter: 'bicubic', to }, centreCrop: { width: 8, height: 8 } } as const
  expect(new Set(applyRecipe(thin, crop).values)).toEqual(new Set([9]))
  const nearest = {
    ...crop,
    resize: { filter: 'nearest', to: { kind: 'shortest-edge', pixels: 100 } },
  } as const
  expect(new Set(applyRecipe(thin, nearest).values)).toEqual(new Set([9]))
  expect(() => applyRecipe(thin, { ...crop, centreCrop: null })).toThrow(
    /resized to 8192 x 491520000; at most/,
  )
  expect(() => applyRecipe(thin, { ...plain, squarePad: [0, 0, 0] })).toThrow(
    /60000 x 60000 with bars; at most/,
  )
})

test('tiles that the other steps leave in different sizes are refused', () => {
  const tiling = {
    kind: 'anyres',
    pinpoints: [[8, 8]],
    tileSize: 4,
    base: { width: 5, height: 5 },
    filter: 'bilinear',
    squarePadOfSeveral: null,
  } as const
  expect(() => applyRecipe(pattern(9, 9), { ...plain, tiling })).toThrow(/tiles of 4 x 4 and of 5 x 5 px/)
})

test('tiles that the other steps make too large are refused before they are all made', () => {
  const tiling = {
    kind: 'anyres',
    pinpoints: [[8, 8]],
    tileSize: 4,
    base: { width: 4, height: 4 },
    filter: 'bilinear',
    squarePadOfSeveral: null,
  } as const
  const resize = { filter: 'nearest', to: { kind: 'exact', width: 3000, height: 3000 } } as const
  expect(() => applyRecipe(pattern(9, 9), { ...plain, tiling, resize })).toThrow(
    expect.objectContaining({
      reason: 'bad-image',
      message: expect.stringContaining('would become 5 tiles of 3000 x 3000'),
    }),
  )
})
