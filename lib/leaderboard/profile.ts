import type { Property } from '../domain/run-summary'
import { permutation } from '../probes/permutation'
import { referenceProbe } from '../probes/reference'
import { spatialShuffle } from '../probes/spatial-shuffle'
import { boundedInterval } from '../statistics/cluster-bootstrap'
import type { MeasuredEffect } from './measure-effect'
import { clip, type SpatialArea } from './spatial-area'

/** What the profile takes from one benchmark. */
export interface ProfiledBenchmark {
  readonly atChance: boolean
  readonly effects: readonly MeasuredEffect[]
  readonly area: SpatialArea | null
}

/** A property on one benchmark, with its bootstrap replicates; they are of equal length on all benchmarks. */
interface Contribution {
  readonly value: number
  readonly clusters: number
  readonly replicates: Float64Array
}

/** Below this visual reliance, keeping one's score under a probe says nothing about seeing (measurement 3). */
const leastReliance = 0.2

/**
 * The robustness profile of measurement 3, P3 first. Each property is the unweighted mean over the benchmarks whose
 * reference is clearly above chance; its interval is that of the cluster bootstrap with common resamples.
 */
export function summariseProfile(benchmarks: readonly ProfiledBenchmark[]): Property[] {
  const eligible = benchmarks.filter(({ atChance }) => !atChance)
  const reliance = property(
    'P3',
    eligible.flatMap(({ effects }) => contribution(effects, referenceProbe.id, 'no-image', kept => 1 - kept)),
    countMeasured(benchmarks, referenceProbe.id, 'no-image'),
  )
  const tokenOrder = property(
    'P1',
    eligible.flatMap(({ effects }) => contribution(effects, permutation.id, 'permuted', kept => kept)),
    countMeasured(benchmarks, permutation.id, 'permuted'),
  )
  const spatial = property(
    'P2',
    eligible.flatMap(({ area }) => area ?? []),
    countMeasured(benchmarks, spatialShuffle.id),
  )
  return [reliance, besideReliance(tokenOrder, reliance), besideReliance(spatial, reliance)]
}

function contribution(
  effects: readonly MeasuredEffect[],
  probe: string,
  setting: string,
  ofRetention: (retention: number) => number,
): Contribution[] {
  const effect = effects.find(one => one.probe === probe && one.setting === setting)
  if (!effect?.retention) return []
  return [
    {
      value: clip(ofRetention(effect.retention.value)),
      clusters: effect.reference.clusters,
      replicates: effect.retentionReplicates.map(kept => clip(ofRetention(kept))),
    },
  ]
}

function countMeasured(benchmarks: readonly ProfiledBenchmark[], probe: string, setting?: string): number {
  return benchmarks.filter(({ effects }) =>
    effects.some(one => one.probe === probe && (setting === undefined || one.setting === setting)),
  ).length
}

function property(id: Property['id'], contributions: readonly Contribution[], benchmarks: number): Property {
  const [first] = contributions
  const eligible = contributions.length
  if (!first) return { id, state: 'missing', value: null, low: null, high: null, eligible, benchmarks }
  const mean = (of: (contribution: Contribution) => number) =>
    contributions.reduce((sum, one) => sum + of(one), 0) / eligible
  const replicates = first.replicates.map((_, at) => mean(one => one.replicates[at] ?? Number.NaN))
  const value = mean(one => one.value)
  return {
    id,
    state: 'shown',
    value,
    ...boundedInterval(value, replicates, Math.min(...contributions.map(one => one.clusters))),
    eligible,
    benchmarks,
  }
}

/** P1 and P2 read next to P3: a checkpoint that ignores the picture is perfectly "robust". */
function besideReliance(own: Property, reliance: Property): Property {
  const looks = reliance.value !== null && reliance.value >= leastReliance
  return own.state === 'shown' && !looks ? { ...own, state: 'not-interpretable' } : own
}
