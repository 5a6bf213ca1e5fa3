import { benchmarkById } from '../benchmarks'
import type { Estimate } from '../domain/cell'
import { isNotEnough } from '../domain/not-enough-data'
import { chanceCorrected } from '../statistics/chance-corrected'
import { clusterByKeys } from '../statistics/clusters'
import { jointMacro } from '../statistics/joint-macro'
import { macroMean } from './macro-mean'
import { plainReference } from './probe-settings'
import type { BenchmarkOutcomes } from './run-outcomes'
import { clusterKeys, layOutUnits, type UnitLayout, unitValues } from './unit-layout'

/** One benchmark of the mean. */
export interface MeanPart {
  readonly corrected: Estimate
  readonly outcomes: BenchmarkOutcomes
}

/**
 * Unweighted mean of chance-corrected scores over a run's benchmarks (measurement 2.6). Where benchmarks share pictures, as
 * MMStar does with those it was chosen from, they are no independent evidence: a picture is then drawn with all of its items.
 * @throws Error without any.
 */
export function runMean(parts: readonly MeanPart[], key: string): Estimate {
  const laid = parts.map(({ outcomes }) => ({
    outcomes,
    layout: layOutUnits(benchmarkById(outcomes.benchmark), outcomes.items),
  }))
  if (!sharePictures(laid)) return macroMean(parts.map(({ corrected }) => corrected))
  const clusters = jointClusters(laid)
  const benchmarks = laid.map(({ outcomes, layout }, at) => {
    const cluster = clusters[at] ?? new Int32Array()
    const values = unitValues(layout, plainReference(outcomes))
    return {
      values: values.map(value => chanceCorrected(value, layout.guessFloor)),
      design: { ...layout.design, cluster, clusters: new Set(cluster).size },
    }
  })
  const found = jointMacro(benchmarks, key)
  // All pictures in one cluster: the benchmarks' own intervals say as much as there is to say.
  if (isNotEnough(found)) return macroMean(parts.map(({ corrected }) => corrected))
  const { value, se, low, high } = found
  const n = laid.reduce((sum, { layout }) => sum + layout.units.length, 0)
  return { value, se, low, high, n, clusters: found.clusters, method: 'bootstrap' }
}

interface LaidOut {
  readonly outcomes: BenchmarkOutcomes
  readonly layout: UnitLayout
}

function sharePictures(laid: readonly LaidOut[]): boolean {
  const pictures = laid.map(({ outcomes }) => new Set(outcomes.items.map(({ imageHash }) => imageHash)))
  const all = pictures.flatMap(own => [...own])
  return new Set(all).size < all.length
}

/** Clusters over all benchmarks at once: pictures are the same everywhere, declared groups are a benchmark's own. */
function jointClusters(laid: readonly LaidOut[]): Int32Array[] {
  const keys = laid.map(({ outcomes, layout }) =>
    layout.units.map(unit =>
      clusterKeys(unit, outcomes.items).map(key =>
        key.startsWith('picture:') ? key : `${outcomes.benchmark} ${key}`,
      ),
    ),
  )
  const cluster = clusterByKeys(keys.flat())
  const firsts = keys.map((_, at) => keys.slice(0, at).reduce((sum, { length }) => sum + length, 0))
  return keys.map(({ length }, at) => cluster.subarray(firsts[at], (firsts[at] ?? 0) + length))
}
