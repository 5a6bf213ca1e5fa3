import { isNotEnough, type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import type { PropertyId } from '../../domain/property'
import { wilson } from '../../statistics/intervals'
import { holm } from '../../statistics/multiplicity'
import { covarianceOf, shrinkToDiagonal, type WaldTest, waldTest } from '../../statistics/wald'
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
  const drawn = shared.map(drawnDifferences)
  const complete = [...drawn[0].keys()].filter(at => drawn.every(draws => Number.isFinite(draws[at])))
  const covariance = covarianceOf(drawn.map(draws => Float64Array.from(complete, at => draws[at])))
  if (isNotEnough(covariance)) return covariance
  const floored = covariance.map((row, at) =>
    row.map((value, other) => (at === other ? value + unseenVariance(shared[at]) : value)),
  )
  return waldTest(
    shared.map(({ values }) => values[0] - values[1]),
    complete.length < fewResamples ? shrinkToDiagonal(floored) : floored,
  )
}

function differenceOf(property: SharedProperty) {
  const { id, parts, values } = property
  const value = values[0] - values[1]
  const variance = sampleVariance(drawnDifferences(property)) + unseenVariance(property)
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

function drawnDifferences({ draws: [first, second] }: SharedProperty): Float64Array {
  return first.map((draw, at) => draw - second[at])
}

function sampleVariance(draws: Float64Array): number {
  const covariance = covarianceOf([draws.filter(Number.isFinite)])
  return isNotEnough(covariance) ? 0 : covariance[0][0]
}

/**
 * Variance that resamples do not show. A profile in which a property never varies (all was kept, or all lost) is not
 * known without error: it adds what Wilson's interval on its clusters amounts to. Nor are two that differ by the same in
 * every resample (most often: not at all): they add what the share of clusters that could have differed does.
 */
function unseenVariance(property: SharedProperty): number {
  const { values, draws, clusters } = property
  const constant = draws.map(own => sampleVariance(own) < noVariance)
  if (!constant.includes(true))
    return sampleVariance(drawnDifferences(property)) < noVariance ? wilsonVariance(0, clusters) : 0
  return values.reduce((sum, value, at) => (constant[at] ? sum + wilsonVariance(value, clusters) : sum), 0)
}

/** Rounding leaves no less than this where values are equal. */
const noVariance = 1e-18

function wilsonVariance(value: number, clusters: number): number {
  const { low, high } = wilson(Math.min(1, Math.max(0, value)), clusters)
  return ((high - low) / (2 * 1.959964)) ** 2
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
