import { benchmarkById } from '../benchmarks'
import { plainReference } from './probe-settings'
import type { BenchmarkOutcomes, RunOutcomes } from './run-outcomes'
import { layOutUnits, picturesOf, unitValues } from './unit-layout'

/** What a run's plain answers to one benchmark were worth, unit by unit: what ranks are tested on. */
export interface UnitVector {
  readonly benchmark: string
  readonly edition: string
  readonly scorer: string
  readonly promptProfile: string
  /** Chance-corrected, one per unit of the file: its mean is the benchmark's corrected score. NaN where not scored. */
  readonly values: Float32Array
  readonly stratum: Int32Array
  readonly cluster: Int32Array
  /** Hashes of each unit's pictures: benchmarks that share some are no independent evidence (measurement 2.6). */
  readonly pictures?: readonly (readonly string[])[] | undefined
}

/** The vectors of every benchmark that checkpoints are ranked on. */
export function unitVectors({ benchmarks }: Pick<RunOutcomes, 'benchmarks'>): UnitVector[] {
  return benchmarks.flatMap(outcomes =>
    benchmarkById(outcomes.benchmark).ranked ? [vectorOf(outcomes)] : [],
  )
}

function vectorOf(outcomes: BenchmarkOutcomes): UnitVector {
  const { benchmark, edition, scorer, promptProfile, items } = outcomes
  const layout = layOutUnits(benchmarkById(benchmark), items)
  const { stratum, cluster } = layout.design
  const reference = plainReference(outcomes)
  const scored = [...layout.units.keys()].filter(unit =>
    layout.units[unit].items.every(item => !Number.isNaN(reference.scores[item])),
  )
  const values = new Float32Array(layout.units.length).fill(Number.NaN)
  if (scored.length > 0) {
    const own = unitValues({ ...layout, units: scored.map(unit => layout.units[unit]) }, reference)
    const floor = scored.reduce((sum, unit) => sum + layout.floors[unit], 0) / scored.length
    scored.forEach((unit, at) => {
      values[unit] = (own[at] - layout.floors[unit]) / (1 - floor)
    })
  }
  return {
    ...{ benchmark, edition, scorer, promptProfile, values, stratum, cluster },
    pictures: picturesOf(layout, items),
  }
}
