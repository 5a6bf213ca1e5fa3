import type { SuiteId } from '../domain/suite'
import { keyedRandom } from '../statistics/keyed-random'
import { suiteItems } from './design/benchmark-sets'
import type { ProbeCondition } from './suite-conditions'

/** What decides which items are asked. */
interface ListedItem {
  readonly id: string
  readonly category: string
  readonly answer: string
  readonly options: readonly unknown[]
}

/** A benchmark file as its lists are drawn from it. */
export interface ListedFile {
  readonly benchmark: string
  /** In the order of the file. */
  readonly items: readonly ListedItem[]
  /** Items judged together, by their places: a list has all of them or none. */
  readonly units: readonly { readonly items: readonly number[] }[]
}

/** Tells which items of a file a condition asks: one flag per item, 1 where it does; null where it asks all. */
type ItemAsker = (planned: ProbeCondition) => Uint8Array | null

/**
 * The item lists of a suite on a file (measurement 1.10). All lists of a benchmark are heads of one order, so that a list
 * of 200 is inside one of 300 and every comparison finds its reference.
 */
export function itemAsker(suite: SuiteId, file: ListedFile): ItemAsker {
  const count = file.items.length
  let order: readonly (readonly number[])[] | undefined
  const heads = new Map<number, Uint8Array>()
  const head = (limit: number): Uint8Array => {
    const known = heads.get(limit)
    if (known) return known
    order ??= unitOrder(file)
    const made = headOf(order, limit, count)
    heads.set(limit, made)
    return made
  }
  return ({ probe, condition }) => {
    const limits = [
      suiteItems(suite, file.benchmark),
      probe.itemLimit?.(suite, file.benchmark, condition.id) ?? null,
    ]
    const limit = Math.min(...limits.map(one => one ?? count))
    const listed = limit < count ? head(limit) : null
    if (!probe.applies || file.items.every(item => probe.applies?.(item, condition))) return listed
    return Uint8Array.from(file.items, (item, at) =>
      probe.applies?.(item, condition) ? (listed?.[at] ?? 1) : 0,
    )
  }
}

/** Flags of the first units that hold no more than `limit` items together. */
function headOf(order: readonly (readonly number[])[], limit: number, count: number): Uint8Array {
  const flags = new Uint8Array(count)
  let taken = 0
  for (const places of order) {
    if (taken + places.length > limit) break
    for (const place of places) flags[place] = 1
    taken += places.length
  }
  return flags
}

/**
 * The units of a file so that every head of them is stratified by category (by the answer where items have none): each
 * stratum's units stand in an order drawn by their ids, evenly spread over [0, 1) from an offset drawn for the stratum.
 */
function unitOrder({ benchmark, items, units }: ListedFile): number[][] {
  const draw = (name: string) => {
    const random = keyedRandom({ seed: 0, probe: 'item-list', condition: benchmark, item: name })
    return random.uint32() / 2 ** 32
  }
  const drawn = units.map(unit => {
    const first = items[unit.items[0] ?? -1]
    const stratum = first?.category || (first?.answer ?? '')
    return { places: [...unit.items], stratum, at: draw(`item ${first?.id}`) }
  })
  const strata = Map.groupBy(drawn, ({ stratum }) => stratum)
  const spread = [...strata].flatMap(([stratum, members]) => {
    const offset = draw(`stratum ${stratum}`)
    return members
      .toSorted((a, b) => a.at - b.at)
      .map(({ places }, rank) => ({ places, at: (rank + offset) / members.length }))
  })
  return spread.toSorted((a, b) => a.at - b.at).map(({ places }) => places)
}
