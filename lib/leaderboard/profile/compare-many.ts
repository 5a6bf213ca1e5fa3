import { isNotEnough, type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import type { PropertyId } from '../../domain/property'
import { benjaminiHochberg, holm } from '../../statistics/multiplicity'
import { waldTest } from '../../statistics/wald'
import { compareProfiles } from './compare-profiles'
import { contrast } from './contrast'
import type { Profile } from './profile'
import { shareProperties, type UnsharedProperty } from './shared-parts'

/** The global test of one pair of several profiles, by their places. */
export interface ProfilePair {
  readonly first: number
  readonly second: number
  readonly statistic: number
  readonly df: number
  /** Holm's over all pairs that can be tested. */
  readonly p: number
}

/** Every pair's global test (measurement 3 e). Pairs that share too little to be tested are not there. */
export function comparePairs(profiles: readonly Profile[]): ProfilePair[] {
  const pairs = profiles.flatMap((one, first) =>
    profiles.slice(first + 1).flatMap((other, beyond) => {
      const { global } = compareProfiles(one, other)
      return isNotEnough(global) ? [] : [{ first, second: first + 1 + beyond, ...global }]
    }),
  )
  const adjusted = holm(pairs.map(({ p }) => p))
  return pairs.map((pair, at) => ({ ...pair, p: adjusted[at] }))
}

/** How a profile stands to the mean of all on one property. */
export interface StandingCell {
  readonly id: PropertyId
  /** Its place among the profiles. */
  readonly profile: number
  /** Value less the profiles' mean, over the standard error of that; positive is above the mean. */
  readonly z: number
  /** Benjamini and Hochberg's over all cells: at 10 %, a screen and not a claim. */
  readonly p: number
}

export interface ProfileHeatMap {
  readonly cells: readonly StandingCell[]
  readonly unshared: readonly UnsharedProperty[]
}

/** z-scores of the properties that all profiles share, for a heat map (measurement 3 e). */
export function mapStandings(profiles: readonly Profile[]): ProfileHeatMap | NotEnoughData {
  if (profiles.length < 2) return tooFew('profiles', profiles.length, 2)
  const { shared, unshared } = shareProperties(profiles)
  const found = shared.flatMap(property =>
    profiles.flatMap((_, profile) => {
      const fromMean = profiles.map((_, at) => (at === profile ? 1 : 0) - 1 / profiles.length)
      const { value, variance } = contrast(property, fromMean)
      const test = waldTest([value], [[variance]])
      // Without variance nothing can be said of the cell.
      return isNotEnough(test)
        ? []
        : [{ id: property.id, profile, z: value / Math.sqrt(variance), p: test.p }]
    }),
  )
  const adjusted = benjaminiHochberg(found.map(({ p }) => p))
  return { cells: found.map((cell, at) => ({ ...cell, p: adjusted[at] })), unshared }
}
