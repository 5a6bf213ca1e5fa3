/** The scorer's verdict on one response. */
export type Outcome =
  | { readonly kind: 'scored'; readonly value: number; readonly parsed: string; readonly rule: string }
  /** Nothing could be read out of the answer: scores 0, and is counted. */
  | { readonly kind: 'unparsed' }

/** Score of an outcome in [0, 1]: an unparsed answer is worth nothing (measurement: parse failures). */
export function outcomeScore(outcome: Outcome): number {
  return outcome.kind === 'scored' ? outcome.value : 0
}
