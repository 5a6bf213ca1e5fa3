import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import { type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { Refusal } from '../domain/refusal'
import { type Design, stratifiedMean } from './stratified-mean'

/** Standard deviation of paired differences that is taken for granted before anything is measured (measurement 2.11). */
export const usualDeviation = 0.45

/** Between a standard error and the smallest detectable difference, two-sided 5 %, power 0.8: about 2.80. */
export const powerFactor = normalQuantile(0.975, 0, 1) + normalQuantile(0.8, 0, 1)

/**
 * Independent units that a paired difference takes to be found with power 0.8 at 5 % (measurement 2.11).
 * @param difference the true one; @param sd standard deviation of the units' differences, in its unit.
 * @throws Refusal `bad-request` for a difference of 0, which no number of units finds.
 */
export function unitsNeeded(difference: number, sd: number): number {
  if (difference === 0) throw new Refusal('bad-request', 'no number of units detects a difference of 0')
  // Two units are the fewest that have a standard deviation.
  return Math.max(2, Math.ceil((powerFactor * sd) ** 2 / difference ** 2))
}

/**
 * Smallest paired difference found with power 0.8 at 5 % (measurement 2.11).
 * @param effectiveSize units over their design effect.
 */
export function detectableDifference(sd: number, effectiveSize: number): number | NotEnoughData {
  if (effectiveSize < 2) return tooFew('effective units', effectiveSize, 2)
  return (powerFactor * sd) / Math.sqrt(effectiveSize)
}

/**
 * deff: the clustered variance of a mean over the variance it had if its units were independent (measurement 2.1); n /
 * deff is the effective size. @param values one finite value per unit.
 */
export function designEffect(values: ArrayLike<number>, design: Design): number | NotEnoughData {
  const { se, clusters } = stratifiedMean(values, design)
  if (se === null) return tooFew('clusters', clusters, design.strata + 1)
  const { length } = design.cluster
  const alone = { ...design, cluster: Int32Array.from({ length }, (_, unit) => unit), clusters: length }
  const independent = stratifiedMean(values, alone).se
  if (!independent) return tooFew('different scores', 1, 2)
  return (se / independent) ** 2
}
