import type { Cell } from '../domain/cell'
import type { ProbeSetting } from './probe-settings'
import { restrictLayout, type UnitLayout, unitValues } from './unit-layout'

/** What the units of a benchmark were worth at one setting of a probe. Arrays have one value per unit of `layout`. */
export interface SettingValues {
  readonly cells: ProbeSetting
  /** The units whose every item was asked under the reference and under all seeds. */
  readonly layout: UnitLayout
  readonly reference: Float64Array
  readonly seeds: readonly Float64Array[]
  /** Mean over the seeds: draws are nested in items, so their noise is in it (measurement 2.4). */
  readonly perturbed: Float64Array
}

/** Both sides of a setting on the same units. Null where no unit was asked. @param whole of all units of the benchmark. */
export function settingValues(cells: ProbeSetting, whole: UnitLayout): SettingValues | null {
  const layout = askedLayout([cells.reference, ...cells.seeds], whole)
  if (!layout) return null
  const seeds = cells.seeds.map(cell => unitValues(layout, cell))
  return {
    cells,
    layout,
    reference: unitValues(layout, cells.reference),
    seeds,
    perturbed: meanOverSeeds(seeds),
  }
}

function askedLayout(cells: readonly Cell[], whole: UnitLayout): UnitLayout | null {
  const listed = cells.flatMap(({ asked }) => asked ?? [])
  const kept = [...whole.units.keys()].filter(unit =>
    whole.units[unit]?.items.every(item => listed.every(asked => asked[item] === 1)),
  )
  if (kept.length === whole.units.length) return whole
  return kept.length === 0 ? null : restrictLayout(whole, kept)
}

/** Mean of each unit over seeds. @param seeds [seeds][units] */
export function meanOverSeeds(seeds: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array()] = seeds
  return first.map((_, unit) => seeds.reduce((sum, values) => sum + (values[unit] ?? 0), 0) / seeds.length)
}
