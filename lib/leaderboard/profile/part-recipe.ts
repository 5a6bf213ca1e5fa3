import type { PropertyId } from '../../domain/property'
import { estimateMean } from '../../statistics/intervals'
import { stratifiedMean } from '../../statistics/stratified-mean'
import { correctEstimate, isAtChance, standardError } from '../chance-correction'
import { aboveFloor, askedTogether, commonUnits, type UnitScores } from '../findings/unit-scores'
import type { IneligiblePart } from './profile'

/** What one part of a property is computed from: means of unit vectors, and a formula of those means. */
export interface PartRecipe {
  readonly id: PropertyId
  readonly part: string
  readonly scope: string
  /** One value per unit, NaN where one of them did not ask it. */
  readonly vectors: readonly Float64Array[]
  /** @param means one per vector. Returns NaN where it is not defined. */
  readonly formula: (means: Float64Array) => number
}

/** A part that was measured: how to compute it, or why it cannot be. */
export type MeasuredPart = PartRecipe | ({ readonly id: PropertyId } & IneligiblePart)

/** One benchmark as the properties see it. */
export interface PartSource {
  readonly units: UnitScores
  /** y - g of a condition; the same array for the same condition, so that it is resampled once. */
  aboveChance(values: Float64Array): Float64Array
}

export function partSource(units: UnitScores): PartSource {
  const known = new Map<Float64Array, Float64Array>()
  return {
    units,
    aboveChance(values) {
      const found = known.get(values) ?? aboveFloor(values, units.floors)
      known.set(values, found)
      return found
    },
  }
}

/**
 * Why a ratio to a reference cannot be formed: no unit in common, or c < 0.05 or c < 2 SE (measurement 3); null where
 * it can. @param reference y of the reference; @param others vectors that restrict the units.
 */
export function ineligibility(
  units: Pick<UnitScores, 'design' | 'floors'>,
  reference: Float64Array,
  others: readonly Float64Array[] = [],
): string | null {
  const { design, floors, vectors } = commonUnits(units, [reference, ...others])
  if (floors.length === 0) return 'no item was asked under all of its conditions'
  const corrected = correctEstimate(estimateMean(vectors[0], design), stratifiedMean(floors, design).mean)
  if (!isAtChance(corrected)) return null
  return `at chance: ${corrected.value.toFixed(3)} above guessing with a standard error of ${standardError(corrected).toFixed(3)}`
}

/** The recipe, or why there is none. @param reference what the part is held against. */
export function partOrReason(
  source: PartSource,
  reference: Float64Array,
  { vectors, ...rest }: Omit<PartRecipe, 'part'>,
): MeasuredPart {
  const { units } = source
  const reason = ineligibility(units, reference, vectors)
  if (reason !== null) return { id: rest.id, part: units.benchmark, reason }
  return {
    ...rest,
    part: units.benchmark,
    scope: `${units.edition} ${rest.scope}`.trim(),
    vectors: askedTogether([...vectors, reference]).slice(0, -1),
  }
}
