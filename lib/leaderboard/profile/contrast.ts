import { isNotEnough } from '../../domain/not-enough-data'
import { wilson } from '../../statistics/intervals'
import { covarianceOf } from '../../statistics/wald'
import type { SharedProperty } from './shared-parts'

/** A sum of several profiles' values of one property, each times its weight: a difference, or one less the mean of all. */
export interface Contrast {
  readonly value: number
  /** In every resample; NaN where a profile has no value. */
  readonly draws: Float64Array
  /** Variance that the draws do not show. */
  readonly unseen: number
  /** Of the draws, with what they do not show. */
  readonly variance: number
}

/** @param weights one per profile; their sum is 0. */
export function contrast(property: SharedProperty, weights: readonly number[]): Contrast {
  const { values, draws } = property
  const drawn = draws[0].map((_, at) =>
    draws.reduce((sum, own, profile) => sum + weights[profile] * own[at], 0),
  )
  const seen = sampleVariance(drawn)
  const unseen = unseenVariance(property, weights, seen)
  return {
    value: values.reduce((sum, value, profile) => sum + weights[profile] * value, 0),
    draws: drawn,
    unseen,
    variance: seen + unseen,
  }
}

function sampleVariance(draws: Float64Array): number {
  const covariance = covarianceOf([draws.filter(Number.isFinite)])
  return isNotEnough(covariance) ? 0 : covariance[0][0]
}

/**
 * A profile in which a property never varies (all was kept, or all lost) is not known without error: it adds what Wilson's
 * interval on its clusters amounts to. Nor are those whose contrast is the same in every resample (most often: 0): they
 * add what the share of clusters that could have differed does.
 */
function unseenVariance(
  { values, draws, clusters }: SharedProperty,
  weights: readonly number[],
  seen: number,
): number {
  const constant = draws.map(own => sampleVariance(own) < noVariance)
  const asOfTwo = weights.reduce((sum, weight) => sum + weight ** 2, 0) / 2
  if (!constant.includes(true)) return seen < noVariance ? asOfTwo * wilsonVariance(0, clusters) : 0
  return values.reduce(
    (sum, value, at) => (constant[at] ? sum + weights[at] ** 2 * wilsonVariance(value, clusters) : sum),
    0,
  )
}

/** Rounding leaves no less than this where values are equal. */
const noVariance = 1e-18

function wilsonVariance(value: number, clusters: number): number {
  const { low, high } = wilson(Math.min(1, Math.max(0, value)), clusters)
  return ((high - low) / (2 * 1.959964)) ** 2
}
