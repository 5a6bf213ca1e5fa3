import { type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { type Design, restrictDesign } from './stratified-mean'

/** One benchmark of a board: what the checkpoint of each row scored on the same units. */
export interface BoardBenchmark {
  /** Names the benchmark and its edition: equal keys meet equal draws. */
  readonly key: string
  readonly design: Design
  /** `[rows][units]`, on one scale with the other benchmarks (chance-corrected); NaN where a unit was not scored. */
  readonly vectors: readonly ArrayLike<number>[]
}

/**
 * Restricts a benchmark to the units that every row has a score on, so that all rows are compared on the same ones.
 * @returns not-enough-data without rows, or where less than two clusters are left in some stratum.
 */
export function sharedUnits(benchmark: BoardBenchmark): BoardBenchmark | NotEnoughData {
  const { design, vectors, key } = benchmark
  if (vectors.length === 0) return tooFew('checkpoints', 0, 1)
  const units = Array.from(design.stratum.keys()).filter(unit =>
    vectors.every(vector => Number.isFinite(vector[unit])),
  )
  const kept = units.length === design.stratum.length ? design : restrictDesign(design, units)
  const fewest = Math.min(...clustersOfStrata(kept))
  if (fewest < 2 || kept.clusters <= kept.strata)
    return tooFew(
      'clusters scored for every checkpoint',
      Math.max(0, Number.isFinite(fewest) ? fewest : 0),
      2,
    )
  if (kept === design) return benchmark
  return {
    key,
    design: kept,
    vectors: vectors.map(vector => Float64Array.from(units, unit => vector[unit] ?? 0)),
  }
}

function clustersOfStrata({ stratum, strata, cluster }: Design): number[] {
  const found = Array.from({ length: strata }, () => new Set<number>())
  stratum.forEach((at, unit) => {
    found[at]?.add(cluster[unit] ?? 0)
  })
  return found.map(own => own.size)
}
