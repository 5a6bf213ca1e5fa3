import { boundedInterval } from '../../statistics/cluster-bootstrap'
import type { BootstrappedValue } from './profile'

/** Where a quantity lies. */
export interface Range {
  readonly low: number
  readonly high: number
}

/** Less than this between resamples is rounding. */
const noSpread = 1e-9

/**
 * A value with the percentile interval of its draws. Where no resample differs, Wilson's on the clusters stands in, and
 * the error is what its width amounts to (measurement 2.1).
 * @param draws those that are not NaN count.
 */
export function estimateDraws(
  value: number,
  draws: Float64Array,
  clusters: number,
  { low, high }: Range = { low: 0, high: 1 },
): BootstrappedValue {
  const width = high - low
  const spread = deviation(draws)
  const scaled = spread < noSpread ? new Float64Array() : draws.map(draw => (draw - low) / width)
  const share = Math.min(1, Math.max(0, (value - low) / width))
  const interval = boundedInterval(share, scaled, clusters)
  const bounds = { low: low + width * interval.low, high: low + width * interval.high }
  return {
    value,
    se: spread < noSpread ? (bounds.high - bounds.low) / (2 * 1.959964) : spread,
    // The draws of a biased statistic may all lie beside it: it never leaves its own interval.
    low: Math.min(bounds.low, value),
    high: Math.max(bounds.high, value),
  }
}

/** Sample standard deviation of the draws that have a value; 0 below two. */
function deviation(draws: Float64Array): number {
  const known = draws.filter(Number.isFinite)
  if (known.length < 2) return 0
  const mean = known.reduce((sum, draw) => sum + draw, 0) / known.length
  return Math.sqrt(known.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / (known.length - 1))
}
