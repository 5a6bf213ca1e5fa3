import type { ProbeSetting } from './probe-settings'
import { type UnitLayout, unitValues } from './unit-layout'

/** What the units of a benchmark were worth at one setting of a probe. Arrays have one value per unit. */
export interface SettingValues {
  readonly cells: ProbeSetting
  readonly reference: Float64Array
  readonly seeds: readonly Float64Array[]
  /** Mean over the seeds: draws are nested in items, so their noise is in it (measurement 2.4). */
  readonly perturbed: Float64Array
}

export function settingValues(cells: ProbeSetting, layout: UnitLayout): SettingValues {
  const seeds = cells.seeds.map(cell => unitValues(layout, cell))
  return {
    cells,
    reference: unitValues(layout, cells.reference),
    seeds,
    perturbed: meanOverSeeds(seeds),
  }
}

/** Mean of each unit over seeds. @param seeds [seeds][units] */
export function meanOverSeeds(seeds: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array()] = seeds
  return first.map((_, unit) => seeds.reduce((sum, values) => sum + (values[unit] ?? 0), 0) / seeds.length)
}
