import type { RgbImage } from '#lib/domain/rgb-image'

export type Filter = 'bilinear' | 'bicubic'

const filters: Record<Filter, { readonly support: number; readonly at: (x: number) => number }> = {
  bilinear: { support: 1, at: x => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, at: cubic },
}

/** Keys' cubic with a = -0.5, as Pillow has it. */
function cubic(x: number): number {
  const a = -0.5
  const distance = Math.abs(x)
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1
  return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * a : 0
}

/** Bits of the fixed-point weights (Pillow's PRECISION_BITS: 32 - 8 - 2). */
const precision = 22

/** For every output position: the first input position it reads, and integer weights from there on. */
interface Taps {
  readonly first: Int32Array
  readonly weights: readonly Int32Array[]
}

/**
 * Resizes as Pillow 11 does, to the byte: antialiased, horizontal pass then vertical pass, fixed-point weights, 8-bit
 * rounding between the passes.
 */
export function resize(image: RgbImage, width: number, height: number, filter: Filter): RgbImage {
  const wide = width === image.width ? image : resizeRows(image, width, tapsOf(image.width, width, filter))
  return height === image.height ? wide : resizeColumns(wide, height, tapsOf(image.height, height, filter))
}

function tapsOf(from: number, to: number, filter: Filter): Taps {
  const { support, at } = filters[filter]
  const scale = from / to
  const stretch = Math.max(scale, 1)
  const reach = support * stretch
  const first = new Int32Array(to)
  const weights: Int32Array[] = []
  for (let out = 0; out < to; out++) {
    const centre = (out + 0.5) * scale
    const start = Math.max(0, Math.trunc(centre - reach + 0.5))
    const end = Math.min(from, Math.trunc(centre + reach + 0.5))
    const raw = Float64Array.from({ length: end - start }, (_, x) =>
      at((x + start - centre + 0.5) * (1 / stretch)),
    )
    const total = raw.reduce((sum, weight) => sum + weight, 0)
    first[out] = start
    weights.push(
      Int32Array.from(raw, weight => {
        const share = total === 0 ? weight : weight / total
        return Math.trunc(share * 2 ** precision + (share < 0 ? -0.5 : 0.5))
      }),
    )
  }
  return { first, weights }
}

function toByte(sum: number): number {
  const value = Math.floor(sum / 2 ** precision)
  return Math.max(0, Math.min(255, value))
}

function resizeRows(image: RgbImage, width: number, taps: Taps): RgbImage {
  const { height, pixels } = image
  const out = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const weights = taps.weights[x] ?? new Int32Array()
      const start = (y * image.width + (taps.first[x] ?? 0)) * 3
      for (let channel = 0; channel < 3; channel++) {
        let sum = 2 ** (precision - 1)
        for (let tap = 0; tap < weights.length; tap++)
          sum += (pixels[start + tap * 3 + channel] ?? 0) * (weights[tap] ?? 0)
        out[(y * width + x) * 3 + channel] = toByte(sum)
      }
    }
  return { width, height, pixels: out }
}

function resizeColumns(image: RgbImage, height: number, taps: Taps): RgbImage {
  const { width, pixels } = image
  const rowBytes = width * 3
  const out = new Uint8Array(rowBytes * height)
  for (let y = 0; y < height; y++) {
    const weights = taps.weights[y] ?? new Int32Array()
    const start = (taps.first[y] ?? 0) * rowBytes
    for (let at = 0; at < rowBytes; at++) {
      let sum = 2 ** (precision - 1)
      for (let tap = 0; tap < weights.length; tap++)
        sum += (pixels[start + tap * rowBytes + at] ?? 0) * (weights[tap] ?? 0)
      out[y * rowBytes + at] = toByte(sum)
    }
  }
  return { width, height, pixels: out }
}
