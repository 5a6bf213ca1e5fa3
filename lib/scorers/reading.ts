import type { Outcome, Reading } from '../domain/outcome'

export type { Reading }

/** What was found in an answer, and the name of the rule that found it; not yet compared with anything. */
export interface Found {
  readonly parsed: string
  readonly rule: string
}

/** Right iff what was found is exactly `gold`. */
export function matched(found: Found | null, gold: string): Reading | null {
  return found && { value: found.parsed === gold ? 1 : 0, ...found }
}

/**
 * The outcome of the scorer's own, strict reading. The lenient one (what a more permissive way of reading makes of the
 * same answer) is kept where it changes the score, or finds something where the strict one found nothing.
 */
export function outcomeOf(strict: Reading | null, lenient: Reading | null): Outcome {
  const kept = lenient && lenient.value !== strict?.value ? { lenient } : {}
  return strict ? { kind: 'scored', ...strict, ...kept } : { kind: 'unparsed', ...kept }
}
