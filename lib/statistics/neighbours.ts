import { type NotEnoughData, tooFew } from '../domain/not-enough-data'
import type { Similarities } from './similarities'

/** The k nearest neighbours of each of n rows, by cosine, itself excluded, ties by the lower row. */
export interface Neighbours {
  readonly rows: number
  readonly k: number
  /** `[rows][k]`, nearest first. */
  readonly lists: Uint32Array
  /** The same as sets: bit j of row i, `[rows][ceil(rows / 32)]`. */
  readonly bits: Uint32Array
}

/**
 * @param members which rows there are, ascending; all where absent. Neighbours are then numbered within them.
 */
export function nearestNeighbours(
  similarities: Similarities,
  k: number,
  members: Uint32Array = Uint32Array.from({ length: similarities.rows }, (_, row) => row),
): Neighbours | NotEnoughData {
  const rows = members.length
  if (rows <= k) return tooFew('rows', rows, k + 1)
  const lists = new Uint32Array(rows * k)
  const nearest = new Float64Array(k)
  for (let row = 0; row < rows; row++) {
    const first = (members[row] ?? 0) * similarities.rows
    const own = lists.subarray(row * k, (row + 1) * k)
    nearest.fill(Number.NEGATIVE_INFINITY)
    for (let other = 0; other < rows; other++) {
      const similarity = similarities.values[first + (members[other] ?? 0)] ?? 0
      if (other === row || similarity <= (nearest[k - 1] ?? 0)) continue
      let place = k - 1
      while (place > 0 && (nearest[place - 1] ?? 0) < similarity) {
        nearest[place] = nearest[place - 1] ?? 0
        own[place] = own[place - 1] ?? 0
        place -= 1
      }
      nearest[place] = similarity
      own[place] = other
    }
  }
  return { rows, k, lists, bits: toBits(lists, rows, k) }
}

function toBits(lists: Uint32Array, rows: number, k: number): Uint32Array {
  const words = Math.ceil(rows / 32)
  const bits = new Uint32Array(rows * words)
  lists.forEach((other, at) => {
    const word = Math.floor(at / k) * words + (other >>> 5)
    bits[word] = (bits[word] ?? 0) | (1 << (other & 31))
  })
  return bits
}

/** Share of each row's neighbours that both have (mutual k-NN, Huh et al. 2024; measurement 1.7 b). */
export function neighbourOverlaps(a: Neighbours, b: Neighbours): Float64Array {
  return Float64Array.from({ length: a.rows }, (_, row) => countShared(a, row, b.bits, row) / a.k)
}

/** Their mean over rows: the mutual k-NN score, k / (n - 1) by chance. */
export function mutualKnn(a: Neighbours, b: Neighbours): number {
  let shared = 0
  for (let row = 0; row < a.rows; row++) shared += countShared(a, row, b.bits, row)
  return shared / a.k / a.rows
}

/** How many of the neighbours of a row in `a` are in the set of another row. */
function countShared(a: Neighbours, row: number, bits: Uint32Array, other: number): number {
  const first = other * Math.ceil(a.rows / 32)
  let shared = 0
  for (let at = row * a.k; at < (row + 1) * a.k; at++) {
    const neighbour = a.lists[at] ?? 0
    shared += ((bits[first + (neighbour >>> 5)] ?? 0) >>> (neighbour & 31)) & 1
  }
  return shared
}

/** Cycle k-NN: share of rows that are among the neighbours, in `a`, of one of their neighbours in `b`. */
export function cycleKnn(a: Neighbours, b: Neighbours): number {
  const words = Math.ceil(a.rows / 32)
  let returned = 0
  for (let row = 0; row < b.rows; row++) {
    const neighbours = b.lists.subarray(row * b.k, (row + 1) * b.k)
    const back = (other: number) => ((a.bits[other * words + (row >>> 5)] ?? 0) >>> (row & 31)) & 1
    if (neighbours.some(other => back(other) === 1)) returned += 1
  }
  return returned / b.rows
}
