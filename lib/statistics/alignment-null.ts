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

/** Permutations of the null distribution (measurement 1.7 b, step 7). */
const permutations = 200

/**
 * The maximum over pairs of layers under permutations of the texts' rows: what it would be if image and text had nothing
 * to do with one another. For a single pair, pass one layer of each.
 * @param score the maximum of the data. @param images, texts neighbours among the same number of rows.
 */
export function permutationNull(
  score: number,
  images: readonly Neighbours[],
  texts: readonly Neighbours[],
  key: string,
): AlignmentNull | NotEnoughData {
  const rows = images[0]?.rows
  if (rows === undefined || texts.length === 0) return tooFew('pairs of layers', 0, 1)
  const random = keyedRandom({ seed: 0, probe: 'alignment-knn', condition: 'null', item: key })
  const scores = Float64Array.from({ length: permutations }, () =>
    permutedMaximum(images, texts, random.permutation(rows)),
  ).sort()
  const reached = scores.filter(one => one >= score).length
  return {
    mean: scores.reduce((sum, one) => sum + one, 0) / permutations,
    high: scores[Math.ceil(0.95 * permutations) - 1] ?? 0,
    p: (1 + reached) / (1 + permutations),
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
