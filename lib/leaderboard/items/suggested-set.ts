import { isNotEnough } from '../../domain/not-enough-data'
import { splitByFamily } from './model-split'
import { type SuggestedUnits, type SuggestionRequest, suggestUnits } from './suggest'

/** Units that are suggested, with who chose them: what may be said of them depends on who did not. */
export interface SuggestedSet extends SuggestedUnits {
  /** Families of the runs that chose. */
  readonly chosenBy: readonly string[]
  /** Families that had no part in it, on which it can be tried; none where there are too few to leave some out. */
  readonly heldOut: readonly string[]
}

/** What all runs together choose: there is nobody left to validate it on. */
export function setOfAll(request: SuggestionRequest): SuggestedSet {
  return { ...suggestUnits(request), chosenBy: familiesOf(request.evidence.runs), heldOut: [] }
}

/**
 * The set that a validation under the same key is about: chosen by the families that `splitByFamily` leaves to choose. Where
 * it leaves out one family after the other, every fold has a set of its own and none of them is the one; that of all runs
 * then, not validated.
 */
export function suggestedSet(request: Omit<SuggestionRequest, 'counts'>, key: string): SuggestedSet {
  const { items, runs } = request.evidence
  const split = splitByFamily(runs, key)
  if (isNotEnough(split) || split.kind !== 'held-out-families') return setOfAll(request)
  const [{ selection, validation }] = split.folds
  const part = (places: readonly number[]) => places.map(run => runs[run])
  const chosen = suggestUnits({ ...request, evidence: { items, runs: part(selection) } })
  return { ...chosen, chosenBy: familiesOf(part(selection)), heldOut: familiesOf(part(validation)) }
}

function familiesOf(runs: readonly { readonly family: string }[]): string[] {
  return [...new Set(runs.map(({ family }) => family))].toSorted()
}
