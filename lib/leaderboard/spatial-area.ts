import { isNotEnough } from '../domain/not-enough-data'
import { gridOf, spatialShuffle } from '../probes/spatial-shuffle'
import { boundedInterval } from '../statistics/cluster-bootstrap'
import type { MeasuredEffect } from './measure-effect'

export interface SpatialArea {
  readonly value: number
  readonly low: number
  readonly high: number
  /** The grids that were run, coarse to fine. */
  readonly grids: number[]
  readonly clusters: number
  readonly replicates: Float64Array
}

/**
 * Area under clipped chance-corrected retention against grid rank (measurement 1.3). Retention is 1 at rank 0, the
 * unshuffled picture. A grid that was left out (too fine for the pictures) has no rank: the axis is the ranks of the
 * grids that were run over how many they are, so areas are only comparable between equal `grids`.
 * Null where no grid was run, a grid's own reference is at chance, or its clusters are too few for a ratio. @param effects those of one benchmark.
 */
export function spatialArea(effects: readonly MeasuredEffect[]): SpatialArea | null {
  const curve = effects
    .filter(({ probe }) => probe === spatialShuffle.id)
    .toSorted((a, b) => gridOf(a.setting) - gridOf(b.setting))
  const retained = curve.flatMap(({ retention }) =>
    retention && !isNotEnough(retention) ? [retention.value] : [],
  )
  if (retained.length < curve.length || retained.length === 0) return null
  const ranks = [0, ...curve.map((_, grid) => grid + 1)]
  const [first = new Float64Array()] = curve.map(({ retentionReplicates }) => retentionReplicates)
  const replicates = first.map((_, replicate) =>
    retentionArea(ranks, [1, ...curve.map(one => one.retentionReplicates[replicate] ?? Number.NaN)]),
  )
  const value = retentionArea(ranks, [1, ...retained])
  const clusters = Math.min(...curve.map(({ reference }) => reference.clusters))
  return {
    value,
    ...boundedInterval(value, replicates, clusters),
    grids: curve.map(({ setting }) => gridOf(setting)),
    clusters,
    replicates,
  }
}

/**
 * Area under a curve of retention clipped to [0, 1], by trapezoids, over the range of its axis: 1 where nothing is
 * lost (measurement 1.3, 1.6). @param axis ascending; @param retention one value a place on it.
 */
export function retentionArea(axis: readonly number[], retention: readonly number[]): number {
  const clipped = retention.map(clip)
  const area = axis.slice(1).reduce((sum, place, before) => {
    const width = place - (axis[before] ?? 0)
    return sum + (width * ((clipped[before] ?? 0) + (clipped[before + 1] ?? 0))) / 2
  }, 0)
  return area / ((axis.at(-1) ?? 0) - (axis[0] ?? 0))
}

/** Into [0, 1]; NaN stays NaN. */
export function clip(value: number): number {
  return Math.min(1, Math.max(0, value))
}
