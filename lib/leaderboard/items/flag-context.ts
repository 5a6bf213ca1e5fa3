import { betaDifference } from '../../statistics/beta-difference'
import type { BetaPosterior } from '../../statistics/beta-posterior'
import { successPosterior } from '../../statistics/beta-posterior'
import { repeatCorrelation } from '../../statistics/effective-trials'
import { type Agreement, agreementOf } from './agreement'
import type { ItemEvidence } from './evidence'
import { countEvidence, type ItemCounts } from './item-counts'
import { respondentsOf } from './respondents'
import { type SiblingAnswers, siblingAnswers } from './sibling-answers'
import { type TalliedItem, talliedItem } from './tally'
import type { TextGuesses } from './text-guesses'

/** Everything flags are judged by; what is shared by all items is worked out once. */
export interface FlagContext {
  readonly evidence: ItemEvidence
  readonly counts: ItemCounts
  /** Correlation between one checkpoint's blind, permuted, occluded answers. */
  readonly correlations: { readonly blind: number; readonly permuted: number; readonly occluded: number }
  /** Distinct families and sizes: what counts as a model. */
  readonly models: number
  readonly siblings: readonly SiblingAnswers[]
  readonly agreement: Agreement
  /** Of a classifier that reads the texts alone; absent where none was trained. */
  readonly textGuesses?: TextGuesses
  /** P(first - second > 0.2). */
  exceeds(first: BetaPosterior, second: BetaPosterior): number
}

/** Two success rates further apart than this are a visual gap (measurement 4.2). */
const visualMargin = 0.2

/** @param counts of the evidence, where they are at hand. */
export function flagContext(
  evidence: ItemEvidence,
  { counts = countEvidence(evidence), textGuesses }: { counts?: ItemCounts; textGuesses?: TextGuesses } = {},
): FlagContext {
  return {
    evidence,
    counts,
    correlations: {
      blind: repeatCorrelation(counts.blind.repeats),
      permuted: repeatCorrelation(counts.permuted.repeats),
      occluded: repeatCorrelation(counts.occluded.repeats),
    },
    models: respondentsOf(evidence.runs).length,
    siblings: siblingAnswers(evidence.items),
    agreement: agreementOf(evidence),
    ...(textGuesses ? { textGuesses } : {}),
    exceeds: betaDifference(visualMargin),
  }
}

/** A success rate with what it was counted from. */
export interface CountedRate extends TalliedItem {
  readonly posterior: BetaPosterior
}

/** Rate of right answers to the item as it is; one answer a checkpoint. */
export function plainRate({ evidence, counts }: FlagContext, item: number): CountedRate {
  return rateOf(talliedItem(counts.reference, item, 0), evidence.items[item].guess)
}

/** Rate of right answers without the picture, repeats discounted. */
export function blindRate({ evidence, counts, correlations }: FlagContext, item: number): CountedRate {
  return rateOf(talliedItem(counts.blind, item, correlations.blind), evidence.items[item].guess)
}

function rateOf(tallied: TalliedItem, guess: number): CountedRate {
  return { ...tallied, posterior: successPosterior(tallied.effectiveHits, tallied.effectiveTrials, guess) }
}

/** Counts of a rate as a judgement shows them. */
export function shownCounts({ hits, trials, effectiveTrials }: TalliedItem): Record<string, number> {
  return { hits, trials, effectiveTrials }
}
