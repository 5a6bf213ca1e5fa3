/**
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a counter-based
 * generator, so that the n-th number of a key is known without the ones before it.
 * @param counter four 32-bit words; @param key two 32-bit words. Returns four 32-bit words.
 */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter
  let [k0, k1] = key
  for (let round = 0; round < 10; round++) {
    const high0 = upperWord(0xd2511f53, c0)
    const high2 = upperWord(0xcd9e8d57, c2)
    const low0 = Math.imul(0xd2511f53, c0)
    const low2 = Math.imul(0xcd9e8d57, c2)
    c0 = high2 ^ c1 ^ k0
    c1 = low2
    c2 = high0 ^ c3 ^ k1
    c3 = low0
    k0 = (k0 + 0x9e3779b9) | 0
    k1 = (k1 + 0xbb67ae85) | 0
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0]
}

/** The upper 32 bits of the product of two 32-bit words, by halves: no partial product leaves 32 bits. */
function upperWord(a: number, b: number): number {
  const lowA = a & 0xffff
  const highA = a >>> 16
  const lowB = b & 0xffff
  const highB = b >>> 16
  const middle = (Math.imul(highA, lowB) + (Math.imul(lowA, lowB) >>> 16)) >>> 0
  const carry = (Math.imul(lowA, highB) + (middle & 0xffff)) >>> 16
  return (Math.imul(highA, highB) + (middle >>> 16) + carry) | 0
}
