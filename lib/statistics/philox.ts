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
    const a = BigInt(c0 >>> 0) * 0xd2511f53n
    const b = BigInt(c2 >>> 0) * 0xcd9e8d57n
    const highA = Number(a >> 32n)
    const highB = Number(b >> 32n)
    const next: [number, number, number, number] = [
      (highB ^ c1 ^ k0) >>> 0,
      Number(b & 0xffffffffn),
      (highA ^ c3 ^ k1) >>> 0,
      Number(a & 0xffffffffn),
    ]
    ;[c0, c1, c2, c3] = next
    k0 = (k0 + 0x9e3779b9) >>> 0
    k1 = (k1 + 0xbb67ae85) >>> 0
  }
  return [c0, c1, c2, c3]
}
