import { expect, test } from 'vitest'
import { isFlat } from '#workers/image/is-flat'
import { pattern } from './pattern'

function filled(colour: readonly number[], spots: readonly (readonly [number, number])[] = []) {
  const pixels = Uint8Array.from({ length: 300 }, (_, at) => colour[at % 3] ?? 0)
  for (const [at, value] of spots) pixels[at] = value
  return { width: 10, height: 10, pixels }
}

test.each([
  ['black', filled([0, 0, 0]), true],
  ['red, whose colours differ among themselves', filled([255, 0, 0]), true],
  ['grey with one pixel a step off', filled([128, 128, 128], [[7, 129]]), true],
  // Variance 0.0099 times the square: 1 at 10.05.
  ['grey with one pixel 10 off', filled([128, 128, 128], [[7, 138]]), true],
  ['grey with one pixel 11 off in one colour', filled([128, 128, 128], [[7, 139]]), false],
  ['a pattern', pattern(20, 20), false],
])('%s', (_, image, flat) => {
  expect(isFlat(image)).toBe(flat)
})
