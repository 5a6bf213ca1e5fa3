/** What was read out of an answer, and what it is worth. */
export interface Reading {
  /** In [0, 1]. */
  readonly value: number
  readonly parsed: string
  /** The rule that fired. */
  readonly rule: string
}

/** The scorer's verdict on one response. `lenient` is there where a more permissive reading differs. */
export type Outcome =
  | (Reading & {
      readonly kind: 'scored'
      readonly lenient?: Reading
      /** What the same judge gave the reference answer, in [0, 1], where the score is a ratio of means. */
      readonly against?: number
    })
  /** Nothing could be read out of the answer: scores 0, and is counted. */
  | { readonly kind: 'unparsed'; readonly lenient?: Reading }
  /** Nobody judged the answer: it has no score, not even 0. */
  | { readonly kind: 'not-scored'; readonly reason: string }

/** Why an answer that needs a judge has no score where there is none. */
export const noJudge = 'no judge'

/**
 * Score of an outcome in [0, 1]: an unparsed answer is worth nothing (measurement: parse failures). Null where it has
 * none.
 */
export function outcomeScore(outcome: Outcome): number | null {
  if (outcome.kind === 'not-scored') return null
  return outcome.kind === 'scored' ? outcome.value : 0
}
