import { isNotEnough, type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import type { PropertyId } from '../../domain/property'
import { holm } from '../../statistics/multiplicity'
import { covarianceOf, shrinkToDiagonal, type WaldTest, waldTest } from '../../statistics/wald'
import { contrast } from './contrast'
import type { BootstrappedValue, Profile } from './profile'
import { isHigherBetter } from './property'
import { type SharedProperty, shareProperties, type UnsharedProperty } from './shared-parts'

/** The first profile less the second, on one property and the benchmarks both have. */
export interface PropertyDifference extends BootstrappedValue {
  readonly id: PropertyId
  readonly parts: readonly string[]
  /** Holm's over the properties; null where the global test does not reject, and nothing is said of single ones. */
  readonly p: number | null
}

/** Two profiles held against each other (measurement 3, a to d). */
export interface ProfileComparison {
  readonly differences: readonly PropertyDifference[]
  readonly unshared: readonly UnsharedProperty[]
  /** Whether the profiles differ at all, on the properties they share. */
  readonly global: WaldTest | NotEnoughData
  /** Which one is better in something that counts, and no worse in all that does. */
  readonly dominant: 'first' | 'second' | null
}

const firstLessSecond = [1, -1]
const significance = 0.05
/** Dominance allows each difference to be as low as this (measurement 3 d). */
const dominanceMargin = -0.02
/** Fewer resamples that have every property than this are few for a covariance: it is shrunk to its diagonal. */
const fewResamples = 1000

export function compareProfiles(first: Profile, second: Profile): ProfileComparison {
  const { shared, unshared } = shareProperties([first, second])
  const global = testGlobally(shared)
  const rejects = !isNotEnough(global) && global.p < significance
  const differences = shared.map(differenceOf)
  const adjusted = holm(differences.map(({ rawP }) => rawP))
  return {
    differences: differences.map(({ rawP: _, ...one }, at) => ({ ...one, p: rejects ? adjusted[at] : null })),
    unshared,
    global,
    dominant: rejects ? dominantOf(first, second, shared) : null,
  }
}

/** Wald's test of the difference vector, with the covariance of its resamples (measurement 3 b). */
function testGlobally(shared: readonly SharedProperty[]): WaldTest | NotEnoughData {
  if (shared.length === 0) return tooFew('shared properties', 0, 1)
  const differences = shared.map(property => contrast(property, firstLessSecond))
  const complete = [...differences[0].draws.keys()].filter(at =>
    differences.every(({ draws }) => Number.isFinite(draws[at])),
  )
  const covariance = covarianceOf(
    differences.map(({ draws }) => Float64Array.from(complete, at => draws[at])),
  )
  if (isNotEnough(covariance)) return covariance
  const floored = covariance.map((row, at) =>
    row.map((value, other) => (at === other ? value + differences[at].unseen : value)),
  )
  return waldTest(
    differences.map(({ value }) => value),
    complete.length < fewResamples ? shrinkToDiagonal(floored) : floored,
  )
}

function differenceOf(property: SharedProperty) {
  const { id, parts } = property
  const { value, variance } = contrast(property, firstLessSecond)
  const test = waldTest([value], [[variance]])
  const se = Math.sqrt(variance)
  return {
    id,
    parts,
    value,
    se,
    low: value - 1.959964 * se,
    high: value + 1.959964 * se,
    rawP: isNotEnough(test) ? 1 : test.p,
  }
}

/**
 * Every difference that counts is above the margin, and one is significantly positive. A property counts over the parts
 * where more of it is better; the tests are one family with those of the properties that do not (measurement 3 d).
 */
function dominantOf(
  first: Profile,
  second: Profile,
  all: readonly SharedProperty[],
): ProfileComparison['dominant'] {
  const better = new Map(
    shareProperties([first, second], isHigherBetter).shared.map(property => [property.id, property]),
  )
  const tested = all.map(property => differenceOf(better.get(property.id) ?? property))
  const adjusted = holm(tested.map(({ rawP }) => rawP))
  const counted = tested.map((one, at) => ({ ...one, p: adjusted[at] })).filter(({ id }) => better.has(id))
  const dominates = (sign: 1 | -1) =>
    counted.every(({ value, se }) => sign * value - 1.959964 * se > dominanceMargin) &&
    counted.some(({ value, p }) => sign * value > 0 && p < significance)
  if (dominates(1)) return 'first'
  return dominates(-1) ? 'second' : null
}
