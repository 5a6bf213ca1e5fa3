import type { Outcome } from '../domain/outcome'

/** What was read out of the first reply that can be read; null where none can. */
export function firstReadable<T>(
  replies: readonly string[],
  read: (reply: string) => T | null,
): { readonly reply: string; readonly read: T } | null {
  for (const reply of replies) {
    const found = read(reply)
    if (found !== null) return { reply, read: found }
  }
  return null
}

/** The outcome of a judge's grade in [0, 1]. */
export function judgedReading(value: number, parsed: string): Outcome {
  return { kind: 'scored', value, parsed, rule: 'judge' }
}

/** The outcome of a reading of what a judge said: its rule tells that it is not the answer's own. */
export function throughJudge(outcome: Outcome): Outcome {
  return outcome.kind === 'scored' ? { ...outcome, rule: `judge ${outcome.rule}` } : outcome
}
