import type { ItemRecord } from '../domain/item'
import type { BenchmarkSummary } from '../domain/run-summary'
import { estimateMean } from '../statistics/intervals'
import { restrictDesign } from '../statistics/stratified-mean'
import type { UnitLayout } from './unit-layout'

/**
 * The score in each category, in order of first appearance; none where the benchmark has no categories.
 * A unit belongs to the category of its first item. @param values one per unit.
 */
export function summariseCategories(
  values: Float64Array,
  { units, design }: UnitLayout,
  items: readonly ItemRecord[],
): BenchmarkSummary['categories'] {
  const categoryOf = (unit: number) => items[units[unit]?.items[0] ?? -1]?.category ?? ''
  const byCategory = Map.groupBy(units.keys(), categoryOf)
  byCategory.delete('')
  return [...byCategory].map(([category, members]) => ({
    category,
    items: members.reduce((sum, unit) => sum + (units[unit]?.items.length ?? 0), 0),
    score: estimateMean(
      members.map(unit => values[unit] ?? 0),
      restrictDesign(design, members),
    ),
  }))
}
