import { isNotEnough, type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import { testEquivalence } from '../../statistics/equivalence'
import { mcnemar, type PairedDifference, pairedDifference } from '../../statistics/paired'
import { commonUnits, type UnitScores } from './unit-scores'

/** One condition less another over the units both asked, in [-1, 1] of u. */
export interface PairedChange extends PairedDifference {
  readonly units: number
  readonly clusters: number
  /** The 90 % interval lies within ±2 pp (measurement 1.2). */
  readonly equivalent: boolean
}

const equivalenceMargin = 0.02

/** Two clusters are the fewest that differences can be told from. */
const fewestClusters = 2

/**
 * Paired difference of two conditions; exact McNemar where both are right or wrong on independent units
 * (measurement 2.3).
 */
export function pairedChange(
  units: Pick<UnitScores, 'design' | 'floors'>,
  values: Float64Array,
  reference: Float64Array,
): PairedChange | NotEnoughData {
  const { design, vectors } = commonUnits(units, [values, reference])
  if (design.clusters < fewestClusters)
    return tooFew('clusters asked under both', design.clusters, fewestClusters)
  const differences = vectors[0].map((value, unit) => value - vectors[1][unit])
  const paired = pairedDifference(differences, design)
  if (isNotEnough(paired)) return paired
  const binary = vectors.every(vector => vector.every(value => value === 0 || value === 1))
  const independent = design.strata === 1 && design.clusters === differences.length
  const p = mcnemar(
    differences.filter(difference => difference < 0).length,
    differences.filter(difference => difference > 0).length,
  )
  return {
    ...paired,
    p: binary && independent ? p : paired.p,
    units: differences.length,
    clusters: design.clusters,
    equivalent: testEquivalence(differences, design, equivalenceMargin).equivalent,
  }
}
