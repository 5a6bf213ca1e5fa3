/** Key and the fixed half of the counter: four 32-bit words. */
export type PhiloxWords = readonly [number, number, number, number]

/**
 * Fills `out` with consecutive blocks of Philox4x32-10: the numbers `philox4x32` gives for the counters (block, 0, start)
 * from `first` on, without an array for each. A profile or a noisy layer takes millions of them.
 * @param words two of the key, two of the counter's start. @param out its length is a multiple of 4.
 */
export function philoxBlocks(
  [key0, key1, start0, start1]: PhiloxWords,
  first: number,
  out: Uint32Array,
): void {
  for (let at = 0, block = first; at < out.length; at += 4, block++) {
    let c0 = block | 0
    let c1 = 0
    let c2 = start0 | 0
    let c3 = start1 | 0
    let k0 = key0 | 0
    let k1 = key1 | 0
    for (let round = 0; round < 10; round++) {
      // The upper words of 0xd2511f53 * c0 and 0xcd9e8d57 * c2, by 16-bit halves.
      const low0 = c0 & 0xffff
      const high0 = c0 >>> 16
      const middle0 = (Math.imul(0xd251, low0) + (Math.imul(0x1f53, low0) >>> 16)) >>> 0
      const carry0 = (Math.imul(0x1f53, high0) + (middle0 & 0xffff)) >>> 16
      const upper0 = (Math.imul(0xd251, high0) + (middle0 >>> 16) + carry0) | 0
      const low2 = c2 & 0xffff
      const high2 = c2 >>> 16
      const middle2 = (Math.imul(0xcd9e, low2) + (Math.imul(0x8d57, low2) >>> 16)) >>> 0
      const carry2 = (Math.imul(0x8d57, high2) + (middle2 & 0xffff)) >>> 16
      const upper2 = (Math.imul(0xcd9e, high2) + (middle2 >>> 16) + carry2) | 0
      const lower0 = Math.imul(0xd2511f53, c0)
      const lower2 = Math.imul(0xcd9e8d57, c2)
      c0 = upper2 ^ c1 ^ k0
      c1 = lower2
      c2 = upper0 ^ c3 ^ k1
      c3 = lower0
      k0 = (k0 + 0x9e3779b9) | 0
      k1 = (k1 + 0xbb67ae85) | 0
    }
    out[at] = c0
    out[at + 1] = c1
    out[at + 2] = c2
    out[at + 3] = c3
  }
}
