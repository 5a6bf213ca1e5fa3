import { numberAnew } from './stratified-mean'

/**
 * Joins units that share any key (a declared group, the hash of a picture) into clusters by union-find
 * (measurement 0.3). @param keys the keys of each unit. Returns a cluster number per unit, from 0, in order of
 * first appearance.
 */
export function clusterByKeys(keys: readonly (readonly string[])[]): Int32Array {
  const parent = Int32Array.from(keys, (_, index) => index)
  const find = (unit: number): number => {
    let root = unit
    while (parent[root] !== root) root = parent[root] ?? root
    parent[unit] = root
    return root
  }
  const owner = new Map<string, number>()
  keys.forEach((unitKeys, unit) => {
    for (const key of unitKeys) {
      const first = owner.get(key)
      if (first === undefined) owner.set(key, unit)
      else parent[find(unit)] = find(first)
    }
  })
  const [cluster] = numberAnew(keys.map((_, unit) => find(unit)))
  return cluster
}

/** Units of one benchmark, with what they may share with those of another. */
export interface PicturedUnits {
  /** Cluster of each unit within its benchmark. */
  readonly cluster: ArrayLike<number>
  /** Names of each unit's pictures, the same in every benchmark; without them it shares none. */
  readonly pictures?: readonly (readonly string[])[] | undefined
}

/** The benchmarks that hang together by shared pictures, as their places: no two lists share any. */
export function poolByPictures(benchmarks: readonly PicturedUnits[]): number[][] {
  const together = clusterByKeys(benchmarks.map(({ pictures }) => [...new Set(pictures?.flat())]))
  return [...Map.groupBy(benchmarks.keys(), at => together[at]).values()]
}

/** Clusters over several benchmarks at once: their own, joined where they share a picture. Numbered through all of them. */
export function joinClusters(benchmarks: readonly PicturedUnits[]): Int32Array[] {
  const names = benchmarks.flatMap(({ cluster, pictures }, at) =>
    Array.from(cluster, (own, unit) => [
      `cluster:${at}:${own}`,
      ...(pictures?.[unit] ?? []).map(name => `picture:${name}`),
    ]),
  )
  const joint = clusterByKeys(names)
  let first = 0
  return benchmarks.map(({ cluster: { length } }) => {
    const own = joint.subarray(first, first + length)
    first += length
    return own
  })
}
