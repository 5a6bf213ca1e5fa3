import { isNotEnough, type NotEnoughData } from '../../domain/not-enough-data'
import { fitDifficulty, informationShares } from './difficulty'
import type { ItemEvidence } from './evidence'
import { flagContext } from './flag-context'
import type { ItemCounts } from './item-counts'
import { judgeItems } from './judge-items'
import { pickSuggestions, type UnfilledCategory } from './pick-suggestions'
import { jointUtility, type WeighedItem, weighItems } from './suggestion-utility'
import type { TextGuesses } from './text-guesses'

/** What is suggested together: the items of one unit of analysis, e.g. both of an MMVP pair. */
export interface Suggestion {
  /** Place of the unit among the units. */
  readonly unit: number
  readonly utility: number
  /** Its items, by place, with their factors and counts. */
  readonly items: readonly (WeighedItem & { readonly item: number })[]
}

/** Units that are suggested, the best first, and the categories that could not give their share. */
export interface SuggestedUnits {
  readonly units: readonly Suggestion[]
  readonly unfilled: readonly UnfilledCategory[]
}

export interface SuggestionRequest {
  readonly evidence: ItemEvidence
  /** Places of the items of every unit of analysis. */
  readonly units: readonly (readonly number[])[]
  /** Units wanted. */
  readonly size: number
  /** Counts of the evidence and guesses from the texts, where they are at hand. */
  readonly counts?: ItemCounts
  readonly textGuesses?: TextGuesses
  /** Tells near-duplicates among units, by place. */
  readonly isDuplicate?: (one: number, other: number) => boolean
}

/** The units that would make the benchmark harder without making it worse (measurement 4.4). */
export function suggestUnits(request: SuggestionRequest): SuggestedUnits {
  const { evidence, units, size, counts, textGuesses, isDuplicate } = request
  const context = flagContext(evidence, {
    ...(counts ? { counts } : {}),
    ...(textGuesses ? { textGuesses } : {}),
  })
  const weighed = weighItems(
    context,
    judgeItems(context),
    informationShares(evidence, fitDifficulty(evidence)),
  )
  const candidates = units.map(items => ({
    utility: jointUtility(items.map(item => weighed[item])),
    category: evidence.items[items[0]].category,
  }))
  const { picked, unfilled } = pickSuggestions(candidates, size, isDuplicate)
  return {
    units: picked.map(unit => ({
      unit,
      utility: candidates[unit].utility,
      items: units[unit].flatMap(item => withPlace(weighed[item], item)),
    })),
    unfilled,
  }
}

/**
 * Chooses units by what some of the runs say: what a validation repeats in each of its folds. Nothing that was counted or
 * fitted with the other runs is used.
 */
export function selectionBy(
  request: Omit<SuggestionRequest, 'counts'>,
): (runs: readonly number[]) => readonly number[] {
  const { items, runs } = request.evidence
  return chosen =>
    suggestUnits({ ...request, evidence: { items, runs: chosen.map(run => runs[run]) } }).units.map(
      ({ unit }) => unit,
    )
}

function withPlace(weighed: WeighedItem | NotEnoughData, item: number) {
  return isNotEnough(weighed) ? [] : [{ ...weighed, item }]
}
