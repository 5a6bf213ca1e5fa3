import { Refusal } from '../domain/refusal'

/** Hidden features of one layer: one row per image or text, row after row. */
export interface Features {
  readonly rows: number
  readonly width: number
  readonly values: Float32Array
}

/**
 * The magnitude that features are clamped to: element floor(share * size) of all layers' sorted absolute values (Huh et al.
 * 2024; measurement 1.7 b). Floats sort like the integers their bits are, so two counts of 16 bits each find it without
 * sorting the some hundred million values of a model. @param layers all of one model together.
 * @throws Refusal `bad-request` without a value, or where one is not finite.
 */
export function outlierThreshold(layers: readonly Features[], share = 0.95): number {
  const words = layers.map(({ values }) => new Uint32Array(values.buffer, values.byteOffset, values.length))
  const size = words.reduce((sum, one) => sum + one.length, 0)
  if (size === 0)
    throw new Refusal('bad-request', 'not enough data: a threshold needs 1 feature, there are 0')
  const upper = new Uint32Array(0x8000)
  for (const own of words)
    for (const word of own) {
      const half = (word & 0x7fffffff) >>> 16
      upper[half] = (upper[half] ?? 0) + 1
    }
  // Infinity is 0x7f800000, and whatever lies above it is not a number.
  if (upper.subarray(0x7f80).some(count => count > 0))
    throw new Refusal('bad-request', 'features hold a value that is not finite')
  const place = Math.min(size - 1, Math.floor(share * size))
  const high = placeOf(upper, place)
  const lower = new Uint32Array(0x10000)
  for (const own of words)
    for (const word of own)
      if ((word & 0x7fffffff) >>> 16 === high.at) {
        const half = word & 0xffff
        lower[half] = (lower[half] ?? 0) + 1
      }
  const low = placeOf(lower, place - high.before)
  return new Float32Array(Uint32Array.of(high.at * 0x10000 + low.at).buffer)[0] ?? 0
}

/** The features clamped to ±threshold. */
export function clampFeatures({ rows, width, values }: Features, threshold: number): Features {
  return { rows, width, values: values.map(value => Math.max(-threshold, Math.min(threshold, value))) }
}

/** The count that a place in the sorted order falls into, and how many come before it. */
function placeOf(counts: Uint32Array, place: number): { at: number; before: number } {
  let before = 0
  const at = counts.findIndex(count => {
    if (place < before + count) return true
    before += count
    return false
  })
  return { at, before }
}
