import { createHash } from 'node:crypto'
import { philox4x32 } from '#lib/statistics/philox'

/** Two little-endian words from the SHA-256 of a seed string. */
export function noiseKey(seedString: string): readonly [number, number] {
  const digest = createHash('sha256').update(seedString, 'utf8').digest()
  return [digest.readUInt32LE(0), digest.readUInt32LE(4)]
}

/**
 * Standard normals of a key by Box and Muller: numbers 4b to 4b + 3 come from the words of Philox at counter
 * (b, 0, 0, 0), so none depends on how many are drawn. In double, then rounded.
 */
export function keyedNormals(key: readonly [number, number], length: number): Float32Array {
  const values = new Float32Array(length)
  for (let at = 0; at < length; at += 4) {
    const [a, b, c, d] = philox4x32([at / 4, 0, 0, 0], key)
    const four = [...pair(a, b), ...pair(c, d)]
    values.set(four.slice(0, length - at), at)
  }
  return values
}

function pair(first: number, second: number): readonly [number, number] {
  const radius = Math.sqrt(-2 * Math.log((first + 0.5) * 2 ** -32))
  const angle = 2 * Math.PI * (second + 0.5) * 2 ** -32
  return [radius * Math.cos(angle), radius * Math.sin(angle)]
}
