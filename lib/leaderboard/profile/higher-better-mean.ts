import { type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import type { PropertyId } from '../../domain/property'
import { estimateParts } from './estimate-parts'
import type { BootstrappedValue, Profile } from './profile'
import { isHigherBetter } from './property'
import { shareProperties } from './shared-parts'

/** The one number an ordering of profiles may stand on, labelled as what it is (measurement 3). */
export interface HigherBetterMeans {
  /** Properties it is the mean of: those that are better when higher and that all profiles have. */
  readonly properties: readonly PropertyId[]
  /** One per profile. */
  readonly means: readonly BootstrappedValue[]
}

/**
 * Mean of the properties that are better when higher, over those that all profiles share, on the benchmarks they share:
 * means of different things are not ordered.
 */
export function meanOfHigherBetter(profiles: readonly Profile[]): HigherBetterMeans | NotEnoughData {
  if (profiles.length === 0) return tooFew('profiles', 0, 1)
  const { shared } = shareProperties(profiles, isHigherBetter)
  if (shared.length === 0) return tooFew('shared properties that are better when higher', 0, 1)
  return {
    properties: shared.map(({ id }) => id),
    means: profiles.map((_, at) =>
      estimateParts(
        shared.map(({ id, values, draws, clusters }) => ({
          part: id,
          value: values[at],
          draws: draws[at],
          clusters,
        })),
      ),
    ),
  }
}
