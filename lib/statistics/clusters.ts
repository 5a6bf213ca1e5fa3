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
