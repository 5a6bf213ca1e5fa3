import { wilson } from './intervals'
import { keyedRandom } from './keyed-random'
import type { Design } from './stratified-mean'

/** Replicates of every bootstrap in the product (measurement 2.8 and 3). */
const bootstrapReplicates = 2000

/**
 * Draws clusters with replacement within each stratum and forms the stratified means of several value vectors
 * from the same draw, so that what is computed from them keeps its covariance.
 * @param vectors value vectors, one value per unit each.
 * @param key names the benchmark: equal keys give equal draws for every checkpoint.
 * Returns `means[replicate][vector]`.
 */
export function bootstrapMeans(
  vectors: readonly ArrayLike<number>[],
  design: Design,
  key: string,
  replicates = bootstrapReplicates,
): Float64Array[] {
  const { strata } = design
  const blocks = blocksByStratum(vectors, design)
  const random = keyedRandom({ seed: 0, probe: 'bootstrap', condition: 'clusters', item: key })
  return Array.from({ length: replicates }, () => {
    const means = new Float64Array(vectors.length)
    for (const stratumBlocks of blocks) {
      const sums = new Float64Array(vectors.length)
      let units = 0
      for (let draw = 0; draw < stratumBlocks.length; draw++) {
        const block = stratumBlocks[random.below(stratumBlocks.length)]
        if (!block) continue
        units += block.units
        for (let vector = 0; vector < sums.length; vector++)
          sums[vector] = (sums[vector] ?? 0) + (block.sums[vector] ?? 0)
      }
      for (let vector = 0; vector < means.length; vector++)
        means[vector] = (means[vector] ?? 0) + (sums[vector] ?? 0) / units / strata
    }
    return means
  })
}

interface Block {
  units: number
  readonly sums: Float64Array
}

/** Per stratum, the sums of every vector over each of its clusters. */
function blocksByStratum(vectors: readonly ArrayLike<number>[], design: Design): Block[][] {
  const found = Array.from({ length: design.strata }, () => new Map<number, Block>())
  for (let unit = 0; unit < design.stratum.length; unit++) {
    const blocks = found[design.stratum[unit] ?? 0]
    const cluster = design.cluster[unit] ?? 0
    const block = blocks?.get(cluster) ?? { units: 0, sums: new Float64Array(vectors.length) }
    blocks?.set(cluster, block)
    block.units += 1
    vectors.forEach((values, vector) => {
      block.sums[vector] = (block.sums[vector] ?? 0) + (values[unit] ?? 0)
    })
  }
  return found.map(blocks => [...blocks.values()])
}

/** The 2.5 and 97.5 percentiles of bootstrap replicates. */
export function percentileInterval(replicates: ArrayLike<number>): { low: number; high: number } {
  const sorted = Float64Array.from(replicates).sort()
  const at = (share: number) => {
    const position = share * (sorted.length - 1)
    const below = Math.floor(position)
    const above = Math.min(below + 1, sorted.length - 1)
    const lower = sorted[below] ?? Number.NaN
    return lower + (position - below) * ((sorted[above] ?? Number.NaN) - lower)
  }
  return { low: at(0.025), high: at(0.975) }
}

/**
 * Percentile interval of a quantity in [0, 1]. Where no resample differs (everything was kept, or everything lost) it
 * would have no width: Wilson's on the number of clusters stands in, as for any mean of 0 or 1 (measurement 2.1).
 * @param replicates those that are not NaN count.
 */
export function boundedInterval(
  value: number,
  replicates: Float64Array,
  clusters: number,
): { low: number; high: number } {
  const interval = percentileInterval(replicates.filter(Number.isFinite))
  return interval.low === interval.high ? wilson(value, clusters) : interval
}
