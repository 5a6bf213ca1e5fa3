import { z } from 'zod'
import type { Cell } from '../../domain/cell'
import type { ItemRecord } from '../../domain/item'
import { clusterByKeys } from '../../statistics/clusters'
import { type UnitLayout, unitValues } from '../unit-layout'
import { evidenceItems } from './evidence-items'
import type { VariantPair } from './variant-change'

/** One side of a comparison: a file, how it is judged in units, and what a checkpoint's plain answers scored. */
export interface ScoredUnits {
  readonly layout: UnitLayout
  readonly items: readonly ItemRecord[]
  /** One score an item; NaN where it was not asked. */
  readonly cell: Pick<Cell, 'scores'>
}

/** What a variant was made of, as it is judged: a score, a guess floor, a cluster of the source. */
interface Parent {
  readonly score: number
  readonly floor: number
  readonly cluster: number
}

const parentIds = z.array(z.string()).min(1)

/**
 * Every group of variants beside what it was made of, of one checkpoint (measurement 4.6). A unit of the source counts as a
 * unit where the group holds all of its items; else the items count that it holds, each with its own score and guess floor:
 * one item of a pair is not worth the pair. Of several such parents all must be right, and a guess hits them independently.
 * Groups that share a cluster of the source are one cluster. Groups with a score missing on either side are left out.
 */
export function variantPairs(variants: ScoredUnits, source: ScoredUnits): VariantPair[] {
  const parentsOfGroup = parentFinder(source)
  const own = unitValues(variants.layout, variants.cell)
  const found = variants.layout.units.flatMap((group, at) => {
    const ids = new Set(group.items.flatMap(item => parentsOf(variants.items[item])))
    const parents = parentsOfGroup(ids)
    const parent = Math.min(...(parents ?? []).map(({ score }) => score))
    const variant = own[at] ?? Number.NaN
    if (parents === null || Number.isNaN(parent) || Number.isNaN(variant)) return []
    return [
      {
        parent,
        variant,
        parentFloor: parents.reduce((floor, one) => floor * one.floor, 1),
        variantFloor: variants.layout.floors[at] ?? 0,
        clusters: parents.map(({ cluster }) => String(cluster)),
      },
    ]
  })
  const joined = clusterByKeys(found.map(({ clusters }) => clusters))
  return found.map(({ clusters: _clusters, ...pair }, at) => ({ ...pair, cluster: joined[at] }))
}

/** Finds what items (by id) are judged as; null where one of them is not in the source. */
function parentFinder({
  layout,
  items,
  cell,
}: ScoredUnits): (ids: ReadonlySet<string>) => readonly Parent[] | null {
  const placeOf = new Map(items.map(({ id }, at) => [id, at]))
  const unitOf = new Map(layout.units.flatMap((unit, place) => unit.items.map(at => [at, place] as const)))
  const values = unitValues(layout, cell)
  const guesses = evidenceItems(layout.benchmark, items).map(({ guess }) => guess)
  return ids => {
    const places = [...ids].map(id => placeOf.get(id))
    const known = places.filter(at => at !== undefined)
    const units = [...new Set(known.map(at => unitOf.get(at)))].filter(unit => unit !== undefined)
    if (units.length === 0 || known.length < places.length) return null
    return units.flatMap((unit): Parent[] => {
      const members = layout.units[unit].items
      const cluster = layout.design.cluster[unit]
      if (members.every(at => known.includes(at)))
        return [{ score: values[unit], floor: layout.floors[unit], cluster }]
      return members
        .filter(at => known.includes(at))
        .map(at => ({ score: cell.scores[at] ?? Number.NaN, floor: guesses[at] ?? 0, cluster }))
    })
  }
}

function parentsOf(item: ItemRecord | undefined): string[] {
  const parsed = parentIds.safeParse(JSON.parse(item?.details.parents ?? '[]'))
  return parsed.success ? parsed.data : []
}
