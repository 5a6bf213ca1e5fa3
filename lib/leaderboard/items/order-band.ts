import { drawClusters, percentileInterval } from '../../statistics/cluster-bootstrap'
import { kendallTauB } from '../../statistics/correlation'
import type { Interval } from '../../statistics/intervals'
import type { TriedUnits } from './set-figures'
import type { ValidationScores } from './validation-scores'

const resamples = 200

/** Σ(value - floor) and Σ(1 - floor) of every cluster. */
interface ClusterRatio {
  readonly above: Float64Array
  readonly room: Float64Array
}

/**
 * 95 % band of the order's agreement (tau-b) between set and source, the clusters of items resampled for both alike
 * (measurement 4.6). Null where no resample has an order.
 */
export function orderBand(
  scores: ValidationScores,
  tried: readonly TriedUnits[],
  key: string,
): Interval | null {
  const source = Int32Array.from(scores.categories.keys())
  const sums = tried.flatMap(({ runs, units }) =>
    runs.map(run => ({ set: sumsOf(scores, run, units), source: sumsOf(scores, run, source) })),
  )
  const clusters = scores.cluster.reduce((most, one) => Math.max(most, one + 1), 0)
  const weights = drawClusters([clusters], key, resamples)
  const orders = Array.from({ length: resamples }, (_, replicate) => {
    const drawn = weights.subarray(replicate * clusters, (replicate + 1) * clusters)
    return kendallTauB(
      sums.map(({ set }) => weighedRatio(set, drawn)),
      sums.map(one => weighedRatio(one.source, drawn)),
    )
  }).filter(order => typeof order === 'number')
  return orders.length === 0 ? null : percentileInterval(orders)
}

function sumsOf({ plain, floors, cluster }: ValidationScores, run: number, units: Int32Array): ClusterRatio {
  const sums = { above: new Float64Array(cluster.length), room: new Float64Array(cluster.length) }
  for (const unit of units) {
    if (Number.isNaN(plain[run][unit])) continue
    sums.above[cluster[unit]] += plain[run][unit] - floors[unit]
    sums.room[cluster[unit]] += 1 - floors[unit]
  }
  return sums
}

function weighedRatio({ above, room }: ClusterRatio, weights: Float64Array): number {
  let sum = 0
  let whole = 0
  for (let at = 0; at < weights.length; at++) {
    sum += weights[at] * above[at]
    whole += weights[at] * room[at]
  }
  // A resample may miss the whole of a small set.
  return whole === 0 ? 0 : sum / whole
}
