import tCdf from '@stdlib/stats-base-dists-t-cdf'
import { isNotEnough } from '../domain/not-enough-data'
import { pairedDifference } from './paired'
import { type Design, stratifiedMean, usableError } from './stratified-mean'

export interface Equivalence {
  /** The larger p of the two one-sided tests; null where the units' differences have no variance to test with. */
  readonly p: number | null
  /** The 90 % interval lies inside the margin: TOST at 5 % holds. */
  readonly equivalent: boolean
}

/**
 * Two one-sided tests of a paired difference against ±margin (Schuirmann 1987; measurement 1.2). Without variance the
 * Wilson bound of `pairedDifference` decides: unchanged units are evidence according to how many they are; fewer than two clusters are none.
 * @param differences one per unit; @param margin in their unit, e.g. 0.02 for 2 pp.
 */
export function testEquivalence(differences: ArrayLike<number>, design: Design, margin: number): Equivalence {
  const paired = pairedDifference(differences, design)
  if (isNotEnough(paired)) return { p: null, equivalent: false }
  const { inner } = paired
  const { mean, se, df } = stratifiedMean(differences, design)
  const usable = usableError(se)
  return {
    p:
      usable === null
        ? null
        : Math.max(tCdf(-(mean + margin) / usable, df), tCdf((mean - margin) / usable, df)),
    equivalent: inner.low > -margin && inner.high < margin,
  }
}
