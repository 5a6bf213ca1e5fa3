import type { Benchmark, Unit } from '../benchmarks/benchmark'
import type { Cell } from '../domain/cell'
import type { ItemRecord } from '../domain/item'
import { clusterByKeys } from '../statistics/clusters'
import { type Design, numberAnew, restrictDesign, stratifiedMean } from '../statistics/stratified-mean'
import { clusterKeys as itemClusterKeys } from './items/evidence-items'

/** The units of analysis of a benchmark file, with all about them that does not depend on a checkpoint. */
export interface UnitLayout {
  readonly benchmark: Benchmark
  readonly units: readonly Unit[]
  readonly design: Design
  /** Expected value of a content-free guess, one per unit. */
  readonly floors: Float64Array
  /** Expected u of a content-free guess: the floors' mean, weighed like the score. */
  readonly guessFloor: number
}

/** Lays out the units; those that share a declared group or a picture form one cluster (measurement 0.3). */
export function layOutUnits(benchmark: Benchmark, items: readonly ItemRecord[]): UnitLayout {
  const units = benchmark.units(items)
  const [stratum, strata] = numberAnew(units.map(unit => unit.stratum))
  const cluster = clusterByKeys(units.map(unit => clusterKeys(unit, items)))
  const design = { stratum, strata, cluster, clusters: new Set(cluster).size }
  const floors = Float64Array.from(units, unit => unit.guessFloor)
  return { benchmark, units, design, floors, guessFloor: stratifiedMean(floors, design).mean }
}

/** The layout of some of the units, as if the file had no others. @param kept their places in `layout.units`. */
export function restrictLayout(layout: UnitLayout, kept: readonly number[]): UnitLayout {
  const design = restrictDesign(layout.design, kept)
  const floors = Float64Array.from(kept, unit => layout.floors[unit] ?? 0)
  return {
    benchmark: layout.benchmark,
    units: kept.flatMap(unit => layout.units[unit] ?? []),
    design,
    floors,
    guessFloor: stratifiedMean(floors, design).mean,
  }
}

/** What a unit shares with others that depend on it: the keys of its items, pictures under `picture:`. */
export function clusterKeys(unit: Unit, items: readonly ItemRecord[]): string[] {
  return unit.items.flatMap(at => {
    const item = items[at]
    return item ? itemClusterKeys(item) : []
  })
}

/** Hashes of each unit's pictures, the same in every benchmark. */
export function picturesOf({ units }: Pick<UnitLayout, 'units'>, items: readonly ItemRecord[]): string[][] {
  return units.map(unit => unit.items.flatMap(at => items[at]?.imageHash ?? []))
}

/** What a cell has of each item, in file order. */
export type ItemValues = Pick<Cell, 'scores' | 'against'>

/**
 * Value of each unit, in [0, 1]. Where a judge graded reference answers along, the score is a ratio of means
 * R = Σy / Σr, and a unit is worth R + (y - R r) / mean(r): these have the mean R, and the spread that the delta method
 * gives a ratio (measurement 2.5).
 */
export function unitValues({ benchmark, units }: UnitLayout, { scores, against }: ItemValues): Float64Array {
  const valuesOf = (of: ArrayLike<number>) =>
    Float64Array.from(units, unit => benchmark.unitValue(unit.items.map(at => of[at] ?? 0)))
  const values = valuesOf(scores)
  if (!against) return values
  const references = valuesOf(against)
  const mean = (of: Float64Array) => of.reduce((sum, value) => sum + value, 0) / of.length
  const reference = mean(references)
  const ratio = mean(values) / reference
  return values.map((value, unit) => ratio + (value - ratio * (references[unit] ?? 0)) / reference)
}
