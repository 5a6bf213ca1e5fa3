import type { Design } from './stratified-mean'

/**
 * Value vectors summed over the blocks of a design: a block is what one cluster has in one stratum, and all a bootstrap
 * over clusters needs to know. Blocks are numbered stratum by stratum, in order of first appearance.
 */
export interface ClusterSums {
  readonly vectors: number
  /** `[vectors][blocks]` */
  readonly sums: Float64Array
  /** Units of each block. */
  readonly units: Float64Array
  /** Blocks of each stratum. */
  readonly strata: readonly number[]
}

/** @param vectors one value per unit of the design each. */
export function sumClusters(vectors: readonly ArrayLike<number>[], design: Design): ClusterSums {
  const { block, strata } = numberBlocks(design)
  const blocks = strata.reduce((sum, own) => sum + own, 0)
  const units = new Float64Array(blocks)
  for (const at of block) units[at] = (units[at] ?? 0) + 1
  const sums = new Float64Array(vectors.length * blocks)
  vectors.forEach((values, vector) => {
    const own = sums.subarray(vector * blocks, (vector + 1) * blocks)
    for (let unit = 0; unit < block.length; unit++) {
      const at = block[unit] ?? 0
      own[at] = (own[at] ?? 0) + (values[unit] ?? 0)
    }
  })
  return { vectors: vectors.length, sums, units, strata }
}

/** The cluster of each block. */
export function clusterOfBlocks(design: Design): Int32Array {
  const { block, strata } = numberBlocks(design)
  const clusters = new Int32Array(strata.reduce((sum, own) => sum + own, 0))
  block.forEach((at, unit) => {
    clusters[at] = design.cluster[unit] ?? 0
  })
  return clusters
}

/** The block of each unit, and how many each stratum has. */
function numberBlocks({ stratum, strata, cluster }: Design): { block: Int32Array; strata: number[] } {
  const known = Array.from({ length: strata }, () => new Map<number, number>())
  const within = Int32Array.from(stratum, (at, unit) => {
    const blocks = known[at] ?? new Map<number, number>()
    const own = blocks.get(cluster[unit] ?? 0) ?? blocks.size
    blocks.set(cluster[unit] ?? 0, own)
    return own
  })
  const counts = known.map(blocks => blocks.size)
  const first = counts.map((_, at) => counts.slice(0, at).reduce((sum, count) => sum + count, 0))
  return { block: within.map((own, unit) => own + (first[stratum[unit] ?? 0] ?? 0)), strata: counts }
}
