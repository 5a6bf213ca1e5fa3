import type { ResizeFilter } from '#lib/domain/image-recipe'
import type { RgbImage } from '#lib/domain/rgb-image'

const filters: Record<ResizeFilter, { readonly support: number; readonly at: (x: number) => number }> = {
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
  /** Weights an output position has room for, and how many of them it uses. */
  readonly reach: number
  readonly counts: Int32Array
  /** [outputs, reach] */
  readonly weights: Int32Array
}

/** Taps that were made, by "from to filter": a benchmark has few sizes of pictures. */
const known = new Map<string, Taps>()
const keptTaps = 256

/**
 * Resizes as Pillow 11 does, to the byte: antialiased, horizontal pass then vertical pass, fixed-point weights, 8-bit
 * rounding between the passes.
 */
export function resize(image: RgbImage, width: number, height: number, filter: ResizeFilter): RgbImage {
  const wide = width === image.width ? image : resizeRows(image, width, tapsOf(image.width, width, filter))
  return height === image.height ? wide : resizeColumns(wide, height, tapsOf(image.height, height, filter))
}

function tapsOf(from: number, to: number, filter: ResizeFilter): Taps {
  const key = `${from} ${to} ${filter}`
  const found = known.get(key)
  if (found) return found
  if (known.size >= keptTaps) known.clear()
  const made = makeTaps(from, to, filter)
  known.set(key, made)
  return made
}

function makeTaps(from: number, to: number, filter: ResizeFilter): Taps {
  const { support, at } = filters[filter]
  const scale = from / to
  const stretch = Math.max(scale, 1)
  const half = support * stretch
  const reach = Math.ceil(half) * 2 + 1
  const first = new Int32Array(to)
  const counts = new Int32Array(to)
  const weights = new Int32Array(to * reach)
  for (let out = 0; out < to; out++) {
    const centre = (out + 0.5) * scale
    const start = Math.max(0, Math.trunc(centre - half + 0.5))
    const end = Math.min(from, Math.trunc(centre + half + 0.5))
    const raw = Float64Array.from({ length: end - start }, (_, x) =>
      at((x + start - centre + 0.5) * (1 / stretch)),
    )
    const total = raw.reduce((sum, weight) => sum + weight, 0)
    first[out] = start
    counts[out] = end - start
    raw.forEach((weight, tap) => {
      const share = total === 0 ? weight : weight / total
      weights[out * reach + tap] = Math.trunc(share * 2 ** precision + (share < 0 ? -0.5 : 0.5))
    })
  }
  return { first, reach, counts, weights }
}

/** A typed array rounds towards zero and wraps, so the sum is brought into range first. */
function toByte(sum: number): number {
  if (sum <= 0) return 0
  return Math.min(255, sum / 2 ** precision)
}

function resizeRows(image: RgbImage, width: number, { first, reach, counts, weights }: Taps): RgbImage {
  const { height, pixels } = image
  const out = new Uint8Array(width * height * 3)
  const half = 2 ** (precision - 1)
  for (let x = 0; x < width; x++) {
    const count = counts[x] ?? 0
    for (let y = 0; y < height; y++) {
      let at = (y * image.width + (first[x] ?? 0)) * 3
      let red = half
      let green = half
      let blue = half
      for (let tap = x * reach; tap < x * reach + count; tap++) {
        const weight = weights[tap] ?? 0
        red += (pixels[at] ?? 0) * weight
        green += (pixels[at + 1] ?? 0) * weight
        blue += (pixels[at + 2] ?? 0) * weight
        at += 3
      }
      const to = (y * width + x) * 3
      out[to] = toByte(red)
      out[to + 1] = toByte(green)
      out[to + 2] = toByte(blue)
    }
  }
  return { width, height, pixels: out }
}

function resizeColumns(image: RgbImage, height: number, { first, reach, counts, weights }: Taps): RgbImage {
  const { width, pixels } = image
  const rowBytes = width * 3
  const out = new Uint8Array(rowBytes * height)
  const sums = new Float64Array(rowBytes)
  for (let y = 0; y < height; y++) {
    sums.fill(2 ** (precision - 1))
    for (let tap = 0; tap < (counts[y] ?? 0); tap++) {
      const weight = weights[y * reach + tap] ?? 0
      const start = ((first[y] ?? 0) + tap) * rowBytes
      for (let at = 0; at < rowBytes; at++) sums[at] = (sums[at] ?? 0) + (pixels[start + at] ?? 0) * weight
    }
    for (let at = 0; at < rowBytes; at++) out[y * rowBytes + at] = toByte(sums[at] ?? 0)
  }
  return { width, height, pixels: out }
}
