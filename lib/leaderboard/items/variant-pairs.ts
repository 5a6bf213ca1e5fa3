import { z } from 'zod'
import type { Cell } from '../../domain/cell'
import type { ItemRecord } from '../../domain/item'
import { type UnitLayout, unitValues } from '../unit-layout'
import type { VariantPair } from './variant-change'

/** One side of a comparison: a file, how it is judged in units, and what a checkpoint's plain answers scored. */
export interface ScoredUnits {
  readonly layout: UnitLayout
  readonly items: readonly ItemRecord[]
  /** One score an item; NaN where it was not asked. */
  readonly cell: Pick<Cell, 'scores'>
}

const parentIds = z.array(z.string()).min(1)

/**
 * Every group of variants beside the units of its source that hold its parents, of one checkpoint. Of several such units, as
 * where items were crossed, all must be right, and a guess hits them independently. Groups with a score missing on either side
 * are left out.
 */
export function variantPairs(variants: ScoredUnits, source: ScoredUnits): VariantPair[] {
  const unitOf = new Map(
    source.layout.units.flatMap(({ items }, unit) => items.map(at => [source.items[at]?.id ?? '', unit])),
  )
  const [own, parents] = [variants, source].map(({ layout, cell }) => unitValues(layout, cell))
  return variants.layout.units.flatMap((group, at): VariantPair[] => {
    const ids = group.items.flatMap(item => parentsOf(variants.items[item]))
    const units = [...new Set(ids.map(id => unitOf.get(id)))]
    const known = units.filter(unit => unit !== undefined)
    const [first] = known
    const parent = Math.min(...known.map(unit => parents?.[unit] ?? Number.NaN))
    const variant = own?.[at] ?? Number.NaN
    if (first === undefined || known.length < units.length) return []
    if (Number.isNaN(parent) || Number.isNaN(variant)) return []
    return [
      {
        parent,
        variant,
        parentFloor: known.reduce((floor, unit) => floor * (source.layout.floors[unit] ?? 0), 1),
        variantFloor: variants.layout.floors[at] ?? 0,
        cluster: source.layout.design.cluster[first] ?? 0,
      },
    ]
  })
}

function parentsOf(item: ItemRecord | undefined): string[] {
  const parsed = parentIds.safeParse(JSON.parse(item?.details.parents ?? '[]'))
  return parsed.success ? parsed.data : []
}
