import { keyedRandom } from '../../statistics/keyed-random'

/**
 * Random sets of units with as many of every category as `set` has (measurement 4.6).
 * @param categories of all units of the source. @param key equal keys give equal subsets.
 */
export function randomSubsets(
  set: ArrayLike<number>,
  categories: readonly string[],
  count: number,
  key: string,
): Int32Array[] {
  const source = Map.groupBy(categories.keys(), unit => categories[unit])
  const wanted = new Map<string, number>()
  for (let at = 0; at < set.length; at++) {
    const category = categories[set[at]]
    wanted.set(category, (wanted.get(category) ?? 0) + 1)
  }
  const random = keyedRandom({ seed: 0, probe: 'suggestion', condition: 'random-subsets', item: key })
  return Array.from({ length: count }, () => {
    const drawn: number[] = []
    for (const [category, size] of wanted) {
      // The head of a shuffle: each draw swaps one of the rest into place.
      const pool = [...(source.get(category) ?? [])]
      for (let at = 0; at < size; at++) {
        const other = at + random.below(pool.length - at)
        const taken = pool[other]
        pool[other] = pool[at]
        drawn.push(taken)
      }
    }
    return Int32Array.from(drawn)
  })
}
