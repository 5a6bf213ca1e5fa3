import { isNotEnough, type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { joinClusters, poolByPictures } from './clusters'
import { type Design, restrictDesign } from './stratified-mean'

/** One benchmark of a board: what the checkpoint of each row scored on the same units. */
export interface BoardBenchmark {
  /** Names the benchmark and its edition: equal keys meet equal draws. */
  readonly key: string
  readonly design: Design
  /** `[rows][units]`, on one scale with the other benchmarks (chance-corrected); NaN where a unit was not scored. */
  readonly vectors: readonly ArrayLike<number>[]
  /** Names of each unit's pictures, the same in every benchmark; without them it is independent of all others. */
  readonly pictures?: readonly (readonly string[])[] | undefined
}

/** Benchmarks of a board that share pictures, or one that shares none: pools are independent of each other. */
export interface BoardPool {
  /** Restricted to the units that every row has. Clusters of several are numbered over all of them. */
  readonly members: readonly BoardBenchmark[]
  readonly key: string
  readonly clusters: number
  /** Of the pool's sum of means: clusters less the strata of the member that has most. */
  readonly df: number
}

/** What was found for other rows on the same pools, of which some are here again. */
export interface Earlier<Found> {
  readonly found: Found
  /** Where each row was; undefined where it was not. */
  readonly places: readonly (number | undefined)[]
}

/** Whether two boards' rows are compared on the same units: only then what was found of a row holds beside other rows. */
export function samePools(some: readonly BoardPool[], others: readonly BoardPool[]): boolean {
  return (
    some.length === others.length &&
    some.every((pool, at) => {
      const other = others[at]
      return (
        pool.key === other.key &&
        pool.members.length === other.members.length &&
        pool.members.every((member, place) => sameDesign(member.design, other.members[place].design))
      )
    })
  )
}

function sameDesign(one: Design, other: Design): boolean {
  const same = (a: Int32Array, b: Int32Array) =>
    a.length === b.length && a.every((value, at) => value === b[at])
  return same(one.stratum, other.stratum) && same(one.cluster, other.cluster)
}

/**
 * The pools of a board, each benchmark on the units that every row has (measurement 2.6).
 * @param benchmarks those that every row has, at least one. @returns not-enough-data as `sharedUnits`, or where the
 * shared pictures leave less than two clusters in some stratum.
 */
export function poolBoard(benchmarks: readonly BoardBenchmark[]): BoardPool[] | NotEnoughData {
  if (benchmarks.length === 0) return tooFew('benchmarks', 0, 1)
  const shared = benchmarks.map(sharedUnits)
  const known = shared.flatMap(one => (isNotEnough(one) ? [] : [one]))
  const missing = shared.find(isNotEnough)
  if (missing) return missing
  const places = poolByPictures(known.map(({ design, pictures }) => ({ cluster: design.cluster, pictures })))
  const pools = places.map(own => poolOf(own.map(at => known[at])))
  return pools.find(isNotEnough) ?? pools.flatMap(one => (isNotEnough(one) ? [] : [one]))
}

function poolOf(members: readonly BoardBenchmark[]): BoardPool | NotEnoughData {
  const [first] = members
  const key = members.map(one => one.key).join(' + ')
  if (members.length === 1) {
    const { clusters, strata } = first.design
    return { members, key, clusters, df: clusters - strata }
  }
  const joint = joinClusters(members.map(({ design, pictures }) => ({ cluster: design.cluster, pictures })))
  const clusters = 1 + Math.max(...joint.map(own => own.reduce((most, one) => Math.max(most, one), -1)))
  const joined = members.map((one, at) => ({
    ...one,
    design: { ...one.design, cluster: joint[at], clusters },
  }))
  const fewest = Math.min(...joined.flatMap(({ design }) => clustersOfStrata(design)))
  const strata = Math.max(...joined.map(({ design }) => design.strata))
  if (fewest < 2 || clusters <= strata)
    return tooFew('clusters of benchmarks that share pictures', Math.min(fewest, clusters), 2)
  return { members: joined, key, clusters, df: clusters - strata }
}

/**
 * Restricts a benchmark to the units that every row has a score on, so that all rows are compared on the same ones.
 * @returns not-enough-data without rows, or where less than two clusters are left in some stratum.
 */
export function sharedUnits(benchmark: BoardBenchmark): BoardBenchmark | NotEnoughData {
  const { design, vectors, key, pictures } = benchmark
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
    pictures: pictures && units.map(unit => pictures[unit]),
  }
}

function clustersOfStrata({ stratum, strata, cluster }: Design): number[] {
  const found = Array.from({ length: strata }, () => new Set<number>())
  stratum.forEach((at, unit) => {
    found[at]?.add(cluster[unit] ?? 0)
  })
  return found.map(own => own.size)
}
