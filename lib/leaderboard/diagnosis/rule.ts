import { isNotEnough } from '../../domain/not-enough-data'
import type { PropertyId } from '../../domain/property'
import { waldTest } from '../../statistics/wald'
import type { PairedChange } from '../findings/paired-change'
import type { RunFindings } from '../findings/run-findings'
import type { UnitScores } from '../findings/unit-scores'
import { type BootstrappedValue, type Profile, propertyOf } from '../profile/profile'

/** What rules look at. */
export interface DiagnosedRun {
  readonly benchmarks: readonly UnitScores[]
  readonly profile: Profile
  readonly findings: RunFindings
}

/** A figure that a rule rests on. */
export interface Evidence {
  /** The benchmark, classification set or language model it was measured on; null over all of a property's. */
  readonly on: string | null
  /** What the figure is. */
  readonly figure: string
  readonly value: number
  /** 95 % interval. */
  readonly low: number
  readonly high: number
  /** `pp`: percentage points of u; `share`: in [0, 1], or a difference of such. */
  readonly unit: 'pp' | 'share'
}

/** Evidence with the p of the claim it would carry, before it is adjusted over all claims of the run. */
export interface Claim extends Evidence {
  readonly p: number
}

/** From a significant finding to what whoever trains the checkpoint may try. */
export interface DiagnosisRule {
  readonly id: string
  /** What was found. */
  readonly title: string
  readonly suggestion: string
  /** The discussion it rests on. */
  readonly basis: { readonly source: string; readonly statement: string }
  /** Everything the rule tests of a run, significant or not: all of it counts for the adjustment. */
  readonly claims: (run: DiagnosedRun) => readonly Claim[]
}

type Estimated = Pick<BootstrappedValue, 'value' | 'se'>

/** One-sided p of a value being below a bound, from its error. */
export function pBelow({ value, se }: Estimated, bound: number): number {
  const test = waldTest([value - bound], [[se * se]])
  if (isNotEnough(test)) return 1
  return value < bound ? test.p / 2 : 1 - test.p / 2
}

/** One-sided p of a value being above a bound. */
export function pAbove({ value, se }: Estimated, bound: number): number {
  return pBelow({ value: -value, se }, -bound)
}

/** The claim a property carries, where it is shown; one that is not interpretable carries none. */
export function propertyClaim(
  { profile }: DiagnosedRun,
  id: PropertyId,
  figure: string,
  p: (estimate: BootstrappedValue) => number,
): Claim[] {
  const { state, estimate } = propertyOf(profile, id)
  if (state !== 'shown' || !estimate) return []
  const { value, low, high } = estimate
  return [{ on: null, figure, value, low, high, unit: 'share', p: p(estimate) }]
}

/** The claim that a paired change goes one way; its two-sided p counts that way alone. */
export function changeClaim(
  on: string,
  figure: string,
  { difference, low, high, p }: PairedChange,
  way: 'lower' | 'higher',
): Claim {
  const isThatWay = way === 'lower' ? difference < 0 : difference > 0
  return {
    on,
    figure,
    value: 100 * difference,
    low: 100 * low,
    high: 100 * high,
    unit: 'pp',
    p: isThatWay ? p : 1,
  }
}
