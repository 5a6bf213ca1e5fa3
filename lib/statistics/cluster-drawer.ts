import { keyedRandom } from './keyed-random'
import { philoxBlocks } from './philox-blocks'

/** What its draws are keyed by, beside the item. */
export const clusterDraws = { seed: 0, probe: 'bootstrap', condition: 'cluster-counts' } as const

/** Draws a resample: overwrites `counts` with how often each cluster is drawn. */
export type ClusterDrawer = (counts: Uint16Array) => void

/**
 * Draws clusters with replacement, as many as each pool has. The n-th resample depends on the key and the sizes alone, so
 * that all checkpoints and properties meet the same draws (measurement 3).
 * @param pools number of clusters in each; clusters are numbered through.
 */
export function clusterDrawer(pools: readonly number[], key: string): ClusterDrawer {
  const keyed = keyedRandom({ ...clusterDraws, item: key })
  const words = [keyed.uint32(), keyed.uint32(), keyed.uint32(), keyed.uint32()] as const
  const buffer = new Uint32Array(4096)
  let block = 0
  let place = 2 * buffer.length

  const refill = () => {
    philoxBlocks(words, block, buffer)
    block += buffer.length / 4
    place = 0
  }

  /** A number below a bound without bias (Lemire 2019), from half a word, which nearly every pool allows. */
  const drawHalves = (counts: Uint16Array, first: number, size: number) => {
    const biased = 0x10000 % size
    for (let left = size; left > 0; ) {
      if (place >= 2 * buffer.length) refill()
      const word = buffer[place >>> 1]
      const product = (place++ & 1 ? word >>> 16 : word & 0xffff) * size
      if ((product & 0xffff) < biased) continue
      counts[first + (product >>> 16)]++
      left--
    }
  }

  const drawWords = (counts: Uint16Array, first: number, size: number) => {
    const biased = 2 ** 32 % size
    place += place & 1
    for (let left = size; left > 0; ) {
      if (place >= 2 * buffer.length) refill()
      const product = buffer[place >>> 1] * size
      place += 2
      const below = Math.floor(product / 2 ** 32)
      if (product - below * 2 ** 32 < biased) continue
      counts[first + below]++
      left--
    }
  }

  return counts => {
    counts.fill(0)
    let first = 0
    for (const size of pools) {
      const draw = size <= 0x10000 ? drawHalves : drawWords
      draw(counts, first, size)
      first += size
    }
  }
}
