import type { ResizeFilter } from '#lib/domain/image-recipe'

/** A filter that averages: Pillow's kernels, each zero beyond its support. */
export type Kernel = Exclude<ResizeFilter, 'nearest'>

const kernels: Record<Kernel, { readonly support: number; readonly at: (x: number) => number }> = {
  box: { support: 0.5, at: x => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, at: x => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, at: hamming },
  bicubic: { support: 2, at: cubic },
  lanczos: { support: 3, at: x => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI)
}

/** Pillow writes the two shares as floats. */
function hamming(x: number): number {
  if (x === 0) return 1
  if (Math.abs(x) >= 1) return 0
  return sinc(Math.abs(x)) * (Math.fround(0.54) + Math.fround(0.46) * Math.cos(Math.abs(x) * Math.PI))
}

/** Keys' cubic with a = -0.5. */
function cubic(x: number): number {
  const a = -0.5
  const distance = Math.abs(x)
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1
  return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * a : 0
}

/** Bits of the fixed-point weights (Pillow's PRECISION_BITS: 32 - 8 - 2), so that a sum fits 32 bits. */
export const precision = 22

/** For every output position: the first input position it reads, and integer weights from there on. */
export interface Taps {
  readonly first: Int32Array
  /** Weights an output position has room for, and how many of them it uses. */
  readonly reach: number
  readonly counts: Int32Array
  /** [outputs, reach] */
  readonly weights: Int32Array
}

/** What is asked for: `count` output positions from `start` on, of a side that goes from `from` to `to` pixels. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly start: number
  readonly count: number
}

/** Taps that were made: a benchmark has few sizes of pictures. */
const known = new Map<string, Taps>()
const keptTaps = 256

export function tapsOf(span: Span, kernel: Kernel): Taps {
  const key = `${span.from} ${span.to} ${span.start} ${span.count} ${kernel}`
  const found = known.get(key)
  if (found) return found
  if (known.size >= keptTaps) known.clear()
  const made = makeTaps(span, kernel)
  known.set(key, made)
  return made
}

function makeTaps({ from, to, start: begin, count }: Span, kernel: Kernel): Taps {
  const { support, at } = kernels[kernel]
  const scale = from / to
  const stretch = Math.max(scale, 1)
  const half = support * stretch
  const reach = Math.ceil(half) * 2 + 1
  const first = new Int32Array(count)
  const counts = new Int32Array(count)
  const weights = new Int32Array(count * reach)
  for (let out = 0; out < count; out++) {
    const centre = (begin + out + 0.5) * scale
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
