import { benchmarkById } from '../benchmarks'
import type { Estimate } from '../domain/cell'
import { isNotEnough, TooFew } from '../domain/not-enough-data'
import { chanceCorrected } from '../statistics/chance-corrected'
import { joinClusters, poolByPictures } from '../statistics/clusters'
import { jointMacro } from '../statistics/joint-macro'
import { macroMean } from './macro-mean'
import { plainReference } from './probe-settings'
import type { BenchmarkOutcomes } from './run-outcomes'
import { layOutUnits, picturesOf, unitValues } from './unit-layout'

/** One benchmark of the mean. */
export interface MeanPart {
  readonly corrected: Estimate
  readonly outcomes: BenchmarkOutcomes
}

/**
 * Unweighted mean of chance-corrected scores over a run's benchmarks (measurement 2.6). Where benchmarks share pictures, as
 * MMStar does with those it was chosen from, they are no independent evidence: a picture is then drawn with all of its items.
 * @throws TooFew without any.
 */
export function runMean(parts: readonly MeanPart[], key: string): Estimate {
  const laid = parts.map(({ outcomes }) => ({
    outcomes,
    layout: layOutUnits(benchmarkById(outcomes.benchmark), outcomes.items),
  }))
  const pictured = laid.map(({ outcomes, layout }) => ({
    cluster: layout.design.cluster,
    pictures: picturesOf(layout, outcomes.items),
  }))
  if (poolByPictures(pictured).length === laid.length) return separateMean(parts)
  const clusters = joinClusters(pictured)
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
  if (isNotEnough(found)) return separateMean(parts)
  const { value, se, low, high } = found
  const n = laid.reduce((sum, { layout }) => sum + layout.units.length, 0)
  return { value, se, low, high, n, clusters: found.clusters, method: 'bootstrap' }
}

function separateMean(parts: readonly MeanPart[]): Estimate {
  const found = macroMean(parts.map(({ corrected }) => corrected))
  if (isNotEnough(found)) throw new TooFew(found)
  return found
}
