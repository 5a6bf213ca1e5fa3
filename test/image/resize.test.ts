import { expect, test } from 'vitest'
import { z } from 'zod'
import { resize } from '#workers/image/resize'
import { imageGoldens } from './goldens'
import { pattern, sha256 } from './pattern'

const filters = ['nearest', 'box', 'bilinear', 'hamming', 'bicubic', 'lanczos'] as const
const size = z.tuple([z.int(), z.int()])
const table = imageGoldens(
  'resized',
  z.object({ from: size, to: size, sha256: z.record(z.enum(filters), z.string()) }),
).flatMap(row => filters.map(filter => ({ ...row, filter, expected: row.sha256[filter] })))

test.each(table)(
  'equals Pillow 11 to the byte: $filter from $from to $to',
  ({ from, to, filter, expected }) => {
    expect(sha256(resize(pattern(...from), ...to, filter).pixels)).toBe(expected)
  },
)

test('tells the filters apart', () => {
  const made = filters.map(filter => sha256(resize(pattern(97, 61), 64, 64, filter).pixels))
  expect(new Set(made).size).toBe(filters.length)
})

test.each(filters)('a window is that part of the whole: %s', filter => {
  const image = pattern(97, 61)
  const window = { left: 11, top: 5, width: 40, height: 33 }
  const whole = resize(image, 150, 44, filter)
  const part = resize(image, 150, 44, filter, window)
  const rows = Array.from({ length: window.height }, (_, y) => {
    const from = ((y + window.top) * whole.width + window.left) * 3
    return [...whole.pixels.subarray(from, from + window.width * 3)]
  })
  expect(part).toMatchObject({ width: 40, height: 33 })
  expect([...part.pixels]).toEqual(rows.flat())
})
