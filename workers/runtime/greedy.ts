import type { Decoder } from './decoder'
import { type KeyValueCache, pickSequences } from './key-value-cache'
import type { Read } from './prefill'

export interface GreedyLimits {
  readonly maxNewTokens: number
  readonly stopTokens: readonly number[]
  readonly vocabulary: number
  /** Whether the ids of a sequence, by its place among them, are the end of its answer. */
  ends(sequence: number, ids: readonly number[]): boolean
  /** The embedding of a token, [width]. */
  embed(id: number): Float32Array
}

export interface Greedy {
  /** The stop id excluded. */
  readonly ids: readonly number[]
  readonly stopped: boolean
}

interface Sequence {
  readonly ids: number[]
  stopped: boolean
}

/**
 * The most likely token, again and again, until a stop id or the limit. Prompts of one length are continued side by
 * side, which reads the weights once for all; a sequence that has stopped leaves the batch.
 */
export async function greedy(decoder: Decoder, read: Read, limits: GreedyLimits): Promise<Greedy[]> {
  const sequences = read.logits.map((): Sequence => ({ ids: [], stopped: false }))
  let active = sequences.map((_, index) => index)
  let next = read.logits.map(largest)
  let cache: KeyValueCache | null = null
  for (let count = 0; count < limits.maxNewTokens; count++) {
    const going = active.flatMap((sequence, row) => {
      const id = next[row] ?? 0
      const one = sequences[sequence]
      if (!one) return []
      one.stopped = limits.stopTokens.includes(id)
      if (one.stopped) return []
      one.ids.push(id)
      one.stopped = limits.ends(sequence, one.ids)
      if (one.stopped) return []
      return [{ sequence, row, id }]
    })
    if (going.length === 0 || count + 1 === limits.maxNewTokens) break
    const rows = going.map(({ row }) => row)
    cache = pickSequences(cache ?? read.cache(), rows)
    active = going.map(({ sequence }) => sequence)
    const fed = await decoder.feed({ hidden: concatenate(going.map(({ id }) => limits.embed(id))), cache })
    cache = fed.cache
    next = active.map((_, row) =>
      largest(fed.logits.subarray(row * limits.vocabulary, (row + 1) * limits.vocabulary)),
    )
  }
  return sequences
}

/** Index of the largest value; the lowest one of equals. */
function largest(values: Float32Array): number {
  let best = 0
  for (let at = 1; at < values.length; at++) if ((values[at] ?? 0) > (values[best] ?? 0)) best = at
  return best
}

function concatenate(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0
  const out = new Float32Array(rows.length * width)
  rows.forEach((row, at) => {
    out.set(row, at * width)
  })
  return out
}
