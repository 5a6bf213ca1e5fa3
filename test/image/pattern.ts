import { createHash } from 'node:crypto'
import type { RgbImage } from '#lib/domain/rgb-image'

/** The picture that scripts/goldens/pictures.py draws: rising frequencies and hard edges. */
export function pattern(width: number, height: number): RgbImage {
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        const edge = ((x >> 3) + (y >> 3) + c) % 5 === 0
        const wave = ((x * x * (3 + c) + y * y * (5 - c) + x * y) >> 4) & 255
        pixels[(y * width + x) * 3 + c] = edge ? 255 * (c % 2) : wave
      }
  return { width, height, pixels }
}

/** Of the bytes of an array, little-endian. */
export function sha256(array: Uint8Array | Float32Array | Int32Array): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  return createHash('sha256').update(bytes).digest('hex')
}
