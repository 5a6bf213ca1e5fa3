import { expect, test } from 'vitest'
import { editImage } from '#workers/evaluation/edit-image'

const image = (width: number, height: number) => ({
  width,
  height,
  pixels: Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 37) % 256),
})
const identity = (grid: number) => Uint32Array.from({ length: grid * grid }, (_, at) => at)

test('the identity shuffle and a grid that fits leave every byte alone', () => {
  const original = image(8, 12)
  expect(editImage(original, { kind: 'fit-grid', grid: 4 })).toEqual(original)
  expect(editImage(original, { kind: 'shuffle-cells', grid: 4, order: identity(4) })).toEqual(original)
})

test('cell order[i] goes to place i', () => {
  const shuffled = editImage(image(4, 4), {
    kind: 'shuffle-cells',
    grid: 2,
    order: Uint32Array.of(3, 0, 1, 2),
  })
  const { pixels } = image(4, 4)
  const pixel = (of: Uint8Array | undefined, x: number, y: number) =>
    of?.slice((y * 4 + x) * 3, (y * 4 + x) * 3 + 3)
  expect(pixel(shuffled?.pixels, 0, 0)).toEqual(pixel(pixels, 2, 2))
  expect(pixel(shuffled?.pixels, 2, 0)).toEqual(pixel(pixels, 0, 0))
  expect(pixel(shuffled?.pixels, 1, 3)).toEqual(pixel(pixels, 3, 1))
})

test.each([
  [10, 9, 4, 12, 8],
  [5, 30, 14, 14, 28],
  [1, 1, 2, 2, 2],
])('%i x %i fits grid %i as %i x %i', (width, height, grid, wide, high) => {
  const edited = editImage(image(width, height), { kind: 'fit-grid', grid })
  expect(edited).toMatchObject({ width: wide, height: high })
  expect(edited?.pixels).toHaveLength(wide * high * 3)
})

test('no picture is left where it is removed', () => {
  expect(editImage(image(2, 2), { kind: 'remove' })).toBe(null)
})
