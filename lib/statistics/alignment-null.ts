import { type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { keyedRandom } from './keyed-random'
import type { Neighbours } from './neighbours'

/** How the score of unrelated rows is distributed. */
export interface AlignmentNull {
  readonly mean: number
  /** 95 % of the permutations stay below. */
  readonly high: number
  /** Share of the permutations, and the data themselves, that reach the score. */
  readonly p: number
}

/**
 * The maximum over pairs of layers under so many permutations of the texts' rows (measurement 1.7 b, step 7): what it would
 * be if image and text had nothing to do with one another. For a single pair, pass one layer of each. Each one takes a
 * while where there are many layers, so they are drawn as they are asked for.
 * @param images, texts neighbours among the same number of rows.
 */
export function* permutedMaxima(
  images: readonly Neighbours[],
  texts: readonly Neighbours[],
  key: string,
  permutations: number,
): Generator<number> {
  const rows = images[0]?.rows
  if (rows === undefined || texts.length === 0) return
  const random = keyedRandom({ seed: 0, probe: 'alignment-knn', condition: 'null', item: key })
  for (let at = 0; at < permutations; at++) yield permutedMaximum(images, texts, random.permutation(rows))
}

/** @param score the maximum of the data. @param maxima those under permutations. */
export function summariseNull(score: number, maxima: readonly number[]): AlignmentNull | NotEnoughData {
  if (maxima.length === 0) return tooFew('permutations', 0, 1)
  const sorted = Float64Array.from(maxima).sort()
  const reached = sorted.filter(one => one >= score).length
  return {
    mean: sorted.reduce((sum, one) => sum + one, 0) / sorted.length,
    high: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0,
    p: (1 + reached) / (1 + sorted.length),
  }
}

/** The largest mutual k-NN over pairs of layers, text `order[i]` standing for image i. */
export function permutedMaximum(
  images: readonly Neighbours[],
  texts: readonly Neighbours[],
  order: Uint32Array,
): number {
  const shared = images.flatMap(image => {
    // Image j is a neighbour of i in the permuted text where text order[j] is one of text order[i].
    const renamed = image.lists.map(neighbour => order[neighbour] ?? 0)
    return texts.map(text => countShared(renamed, image.k, text.bits, order) / image.k / image.rows)
  })
  return Math.max(...shared)
}

function countShared(lists: Uint32Array, k: number, bits: Uint32Array, order: Uint32Array): number {
  const words = Math.ceil(order.length / 32)
  let shared = 0
  for (let row = 0; row < order.length; row++) {
    const first = (order[row] ?? 0) * words
    for (let at = row * k; at < (row + 1) * k; at++) {
      const neighbour = lists[at] ?? 0
      shared += ((bits[first + (neighbour >>> 5)] ?? 0) >>> (neighbour & 31)) & 1
    }
  }
  return shared
}
