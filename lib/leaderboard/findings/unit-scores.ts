import { benchmarkById } from '../../benchmarks'
import type { Cell } from '../../domain/cell'
import { type Design, restrictDesign } from '../../statistics/stratified-mean'
import type { BenchmarkOutcomes } from '../run-outcomes'
import { layOutUnits, type UnitLayout, unitValues } from '../unit-layout'

/** What the units of one benchmark were worth under every condition that was run: all that findings are made of. */
export interface UnitScores {
  readonly benchmark: string
  readonly edition: string
  readonly design: Design
  /** Expected value of a content-free guess, one per unit. */
  readonly floors: Float64Array
  /**
   * Names of the pictures of each unit, the same in every benchmark: benchmarks that share some are resampled
   * together (measurement 2.6). Without them a benchmark stands for itself.
   */
  readonly pictures?: readonly (readonly string[])[]
  /** Probe, then condition: one value in [0, 1] per unit, NaN where the condition does not ask the unit. */
  readonly probes: ReadonlyMap<string, ReadonlyMap<string, Float64Array>>
}

/** The units that several conditions have in common. All arrays have one value a unit. */
export interface CommonUnits {
  readonly design: Design
  readonly floors: Float64Array
  /** In the order asked for. */
  readonly vectors: readonly Float64Array[]
}

/**
 * The unit scores of a benchmark's stored cells. A unit counts as asked where every item of it has a score.
 * @throws Refusal `unknown-benchmark`.
 */
export function unitScores(outcomes: BenchmarkOutcomes): UnitScores {
  const layout = layOutUnits(benchmarkById(outcomes.benchmark), outcomes.items)
  const probes = Map.groupBy(outcomes.cells, ({ probe }) => probe)
  return {
    benchmark: outcomes.benchmark,
    edition: outcomes.edition,
    design: layout.design,
    floors: layout.floors,
    pictures: layout.units.map(({ items }) => items.map(at => outcomes.items[at].imageHash)),
    probes: new Map(
      [...probes].map(([probe, cells]) => [
        probe,
        new Map(cells.map(cell => [cell.condition, cellValues(cell, layout)])),
      ]),
    ),
  }
}

function cellValues(cell: Cell, layout: UnitLayout): Float64Array {
  const values = new Float64Array(layout.units.length).fill(Number.NaN)
  const asked = [...layout.units.keys()].filter(unit =>
    layout.units[unit].items.every(at => !Number.isNaN(cell.scores[at])),
  )
  if (asked.length === 0) return values
  const own = unitValues({ ...layout, units: asked.map(unit => layout.units[unit]) }, cell)
  asked.forEach((unit, at) => {
    values[unit] = own[at]
  })
  return values
}

/** The values of one condition, or null where it was not run. */
export function scoresOf(units: UnitScores, probe: string, condition: string): Float64Array | null {
  return units.probes.get(probe)?.get(condition) ?? null
}

/** The plain answers to the untouched items. */
export function referenceScores(units: UnitScores): Float64Array | null {
  return scoresOf(units, 'reference', 'reference')
}

/** A condition that was run, with what the groups of a pattern caught in its id. */
export interface FoundCondition {
  readonly caught: readonly string[]
  readonly values: Float64Array
}

/** The conditions of a probe whose ids a pattern fits. */
export function conditionsLike(units: UnitScores, probe: string, pattern: RegExp): FoundCondition[] {
  return [...(units.probes.get(probe) ?? [])].flatMap(([condition, values]) => {
    const match = pattern.exec(condition)
    return match ? [{ caught: match.slice(1), values }] : []
  })
}

/** Mean of each unit over vectors, e.g. the seeds of one setting; NaN where one of them did not ask it. */
export function meanVector(vectors: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) for (let unit = 0; unit < mean.length; unit++) mean[unit] += vector[unit]
  return mean.map(sum => sum / vectors.length)
}

/** y - g_i per unit: the ratio of two such means is c_k / c_0, for (1 - g) cancels. */
export function aboveFloor(vector: Float64Array, floors: Float64Array): Float64Array {
  return vector.map((value, unit) => value - floors[unit])
}

/** Restricts vectors to the units that all of them asked. */
export function commonUnits(
  { design, floors }: Pick<UnitScores, 'design' | 'floors'>,
  vectors: readonly Float64Array[],
): CommonUnits {
  const asked = [...floors.keys()].filter(unit => vectors.every(vector => !Number.isNaN(vector[unit])))
  if (asked.length === floors.length) return { design, floors, vectors }
  const pick = (vector: Float64Array) => Float64Array.from(asked, unit => vector[unit])
  return { design: restrictDesign(design, asked), floors: pick(floors), vectors: vectors.map(pick) }
}

/** Vectors with NaN wherever one of them has it; the same arrays where none has. */
export function askedTogether(vectors: readonly Float64Array[]): Float64Array[] {
  const missing = [...(vectors[0]?.keys() ?? [])].filter(unit =>
    vectors.some(vector => Number.isNaN(vector[unit])),
  )
  return vectors.map(vector => {
    if (missing.every(unit => Number.isNaN(vector[unit]))) return vector
    const masked = Float64Array.from(vector)
    for (const unit of missing) masked[unit] = Number.NaN
    return masked
  })
}
