import { describe, expect, test } from 'vitest'
import { toPicture } from '#workers/runtime/text-to-image/decode-latents'

/** The bytes that one value of a decoder becomes. */
function byteOf(value: number): number {
  const { pixels } = toPicture(new Float32Array(3).fill(value), 1, 1)
  expect(new Set(pixels).size).toBe(1)
  return pixels[0] ?? Number.NaN
}

describe('a byte', () => {
  test.each([
    [-1, 0],
    [-7, 0],
    [1, 255],
    [3, 255],
    // 127.5 and 126.5 lie between two: to the even one.
    [0, 128],
    [-2 / 255, 126],
    [0.5, 191],
  ])('of %d is %d', (value, byte) => {
    expect(byteOf(value)).toBe(byte)
  })
})

test('planes of colours become pixels', () => {
  const values = Float32Array.of(-1, 1, -1, 1, 1, -1, 0.5, -0.5, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1)
  const { width, height, pixels } = toPicture(values, 3, 2)
  expect([width, height]).toEqual([3, 2])
  expect([...pixels.slice(0, 9)]).toEqual([0, 191, 255, 255, 64, 255, 0, 128, 255])
})
