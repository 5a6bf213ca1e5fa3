import { createHash } from 'node:crypto'
import type { DrawKey } from '../domain/draw-key'
import { philox4x32 } from './philox'

/** A stream of random numbers that belongs to one key. */
export interface Random {
  /** Uniform integer in [0, 2^32). */
  uint32(): number
  /** Uniform integer in [0, bound), without modulo bias. @param bound 1 to 2^32. */
  below(bound: number): number
  /** Uniform permutation of 0..length-1 (Fisher-Yates). */
  permutation(length: number): Uint32Array
}

const recipe = 'parallax-draw-1'
/** How every draw is made, in one line: kept with what was drawn. */
export const drawRecipe = `${recipe}: philox4x32-10, sha256 of [seed, probe, condition, item]`

/** The generator of measurement 0.5: Philox4x32-10 keyed by SHA-256 of the seed index, probe, condition and item. */
export function keyedRandom(key: DrawKey): Random {
  const digest = createHash('sha256')
    .update(JSON.stringify([recipe, key.seed, key.probe, key.condition, key.item]))
    .digest()
  const words = [digest.readUInt32LE(0), digest.readUInt32LE(4)] as const
  // The rest of the digest opens the counter, so that two keys share a stream only if 128 bits collide.
  const start = [digest.readUInt32LE(8), digest.readUInt32LE(12)] as const
  let block = 0
  let buffer = [0, 0, 0, 0]
  let taken = 4
  let lastBound = 1
  let limit = 2 ** 32

  function uint32(): number {
    if (taken === 4) {
      buffer = philox4x32([block, 0, start[0], start[1]], words)
      block += 1
      taken = 0
    }
    const value = buffer[taken] ?? 0
    taken += 1
    return value
  }

  function below(bound: number): number {
    // A bootstrap asks for the same bound millions of times, and a remainder of 2^32 is slow.
    if (bound !== lastBound) {
      lastBound = bound
      limit = 2 ** 32 - (2 ** 32 % bound)
    }
    let value = uint32()
    while (value >= limit) value = uint32()
    return value % bound
  }

  function permutation(length: number): Uint32Array {
    const order = Uint32Array.from({ length }, (_, index) => index)
    for (let last = length - 1; last > 0; last--) {
      const other = below(last + 1)
      const kept = order[last] ?? 0
      order[last] = order[other] ?? 0
      order[other] = kept
    }
    return order
  }

  return { uint32, below, permutation }
}
