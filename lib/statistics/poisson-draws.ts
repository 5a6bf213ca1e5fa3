import { keyedRandom } from './keyed-random'
import { philoxBlocks } from './philox-blocks'

/** What its draws are keyed by, beside the item. */
export const poissonDraws = { seed: 0, probe: 'bootstrap', condition: 'poisson' } as const

/** Overwrites `counts`, `[rows][names]`, with how often each name is drawn in the resamples from the `first` on. */
export type PoissonDrawer = (first: number, rows: number, counts: Uint16Array) => void

/** Resamples whose numbers come in one block of the generator. */
const perBlock = 8

/**
 * Draws each name a Poisson(1) number of times, from a stream that belongs to the name alone: whatever else is drawn, equal
 * names meet equal draws. A bootstrap of things that nobody counts beforehand (Hanley and MacGibbon 2006; Chamandy et al.
 * 2012); means of it spread like those of draws with replacement. @param names each once.
 * @returns a drawer; `first` is a multiple of 8.
 */
export function poissonDrawer(names: readonly string[]): PoissonDrawer {
  const streams = names.map(name => {
    const keyed = keyedRandom({ ...poissonDraws, item: name })
    return [keyed.uint32(), keyed.uint32(), keyed.uint32(), keyed.uint32()] as const
  })
  let buffer = new Uint32Array()
  return (first, rows, counts) => {
    const blocks = Math.ceil(rows / perBlock)
    if (buffer.length < 4 * blocks) buffer = new Uint32Array(4 * blocks)
    streams.forEach((words, at) => {
      philoxBlocks(words, first / perBlock, buffer)
      for (let row = 0; row < rows; row++) {
        const word = buffer[row >>> 1]
        counts[row * names.length + at] = quantiles[row & 1 ? word >>> 16 : word & 0xffff]
      }
    })
  }
}

/** The Poisson(1) number below which half a word lies. */
const quantiles = poissonQuantiles()

function poissonQuantiles(): Uint8Array {
  const table = new Uint8Array(0x10000)
  let count = 0
  let probability = Math.exp(-1)
  let below = probability
  for (let at = 0; at < table.length; at++) {
    while ((at + 0.5) / table.length > below && count < 8) {
      count += 1
      probability /= count
      below += probability
    }
    table[at] = count
  }
  return table
}
