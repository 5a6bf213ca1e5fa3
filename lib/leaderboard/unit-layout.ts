import type { Benchmark, Unit } from '../benchmarks/benchmark'
import type { ItemRecord } from '../domain/item'
import { clusterByKeys } from '../statistics/clusters'
import { type Design, numberAnew, stratifiedMean } from '../statistics/stratified-mean'

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

function clusterKeys(unit: Unit, items: readonly ItemRecord[]): string[] {
  return unit.items.flatMap(at => {
    const item = items[at]
    if (!item) return []
    const picture = `picture:${item.imageHash}`
    return item.group === '' ? [picture] : [`group:${item.group}`, picture]
  })
}

/** Value in [0, 1] of each unit. @param scores one per item, in file order. */
export function unitValues({ benchmark, units }: UnitLayout, scores: ArrayLike<number>): Float64Array {
  return Float64Array.from(units, unit => benchmark.unitValue(unit.items.map(at => scores[at] ?? 0)))
}
