import type { PropertyId } from '../../domain/property'

/** One property on one benchmark (for P8: against one language model). */
export interface PropertyPart {
  readonly part: string
  /** Edition, grids, ratios: values are only comparable between equal scopes. */
  readonly scope: string
  readonly value: number
  /** Independent clusters it is made of. */
  readonly clusters: number
  /** Its value in every resample, NaN where there is none. Equal resamples for all properties and checkpoints. */
  readonly draws: Float64Array
}

/** A part that was measured and has no value, with the reason. */
export interface IneligiblePart {
  readonly part: string
  readonly reason: string
}

/** A number with its 95 % interval. */
export interface BootstrappedValue {
  readonly value: number
  /** Standard deviation over resamples. */
  readonly se: number
  readonly low: number
  readonly high: number
}

/** One property of a profile: the unweighted mean of its parts (measurement 3). */
export interface ProfileProperty {
  readonly id: PropertyId
  /** `not-interpretable`: there is a value, and visual reliance is too low for it to mean anything. */
  readonly state: 'shown' | 'not-interpretable' | 'missing'
  /** Why it is not shown; null where it is. */
  readonly reason: string | null
  /** Null where missing. */
  readonly estimate: BootstrappedValue | null
  /** Averaged over; the number of eligible benchmarks is theirs. */
  readonly parts: readonly PropertyPart[]
  readonly ineligible: readonly IneligiblePart[]
}

/** All twelve, in the order they are read in. */
export interface Profile {
  readonly properties: readonly ProfileProperty[]
}

export function propertyOf(profile: Profile, id: PropertyId): ProfileProperty {
  const found = profile.properties.find(property => property.id === id)
  if (!found) throw new Error(`a profile without ${id}`)
  return found
}
