import { describe, expect, test } from 'vitest'
import { editedSize, editImage, type PixelEdit } from '#workers/evaluation/edit-image'

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

test('a blank picture is its own mean colour, channel by channel', () => {
  const pixels = Uint8Array.of(0, 10, 255, 1, 20, 255, 2, 30, 255, 4, 40, 0)
  const blank = editImage({ width: 2, height: 2, pixels }, { kind: 'blank' })
  // Means 1.75, 25 and 191.25.
  expect([...(blank?.pixels ?? [])]).toEqual(Array.from({ length: 4 }, () => [2, 25, 191]).flat())
})

describe('masked cells', () => {
  const mask = (cells: number[], fill: 'black' | 'mean', original = image(6, 4), grid = 2) =>
    editImage(original, { kind: 'mask-cells', grid, cells: Uint32Array.from(cells), fill })

  test('no cell is the picture as it is', () => {
    expect(mask([], 'black')).toEqual(image(6, 4))
  })

  test('every pixel whose middle is in a hidden cell is filled, and no other', () => {
    const masked = mask([1], 'black')
    const { pixels } = image(6, 4)
    for (let y = 0; y < 4; y++)
      for (let x = 0; x < 6; x++) {
        const at = (y * 6 + x) * 3
        const hidden = y < 2 && x >= 3
        expect(masked?.pixels.slice(at, at + 3)).toEqual(
          hidden ? new Uint8Array(3) : pixels.slice(at, at + 3),
        )
      }
  })

  test('a cell of a grid that does not divide the picture has the pixels that are nearest to it', () => {
    const white = { width: 5, height: 5, pixels: new Uint8Array(75).fill(255) }
    // Columns of two cells: middles 0.5 and 1.5 of 5 are left of 2.5; the middle of the picture is not.
    const masked = mask([0], 'black', white)
    const row = [...(masked?.pixels.slice(0, 15) ?? [])].filter((_, at) => at % 3 === 0)
    expect(row).toEqual([0, 0, 255, 255, 255])
  })

  test('all cells leave nothing but the fill', () => {
    expect(mask([0, 1, 2, 3], 'black')?.pixels.every(value => value === 0)).toBe(true)
    expect(mask([0, 1, 2, 3], 'mean')).toEqual(editImage(image(6, 4), { kind: 'blank' }))
  })
})

test('sizes are those that the edits leave', () => {
  const original = image(10, 9)
  const order = identity(4)
  const edits: PixelEdit[] = [
    { kind: 'blank' },
    { kind: 'fit-grid', grid: 4 },
    { kind: 'shuffle-cells', grid: 4, order },
    { kind: 'mask-cells', grid: 4, cells: Uint32Array.of(1), fill: 'mean' },
  ]
  for (const edit of edits) {
    const { width, height } = editImage(original, edit) ?? {}
    expect(editedSize(original, edit)).toEqual({ width, height })
  }
  expect(editedSize(original, null)).toEqual({ width: 10, height: 9 })
})
