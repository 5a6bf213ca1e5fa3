import { type OptionReader, optionScorer } from './option-scorer'
import { pythonPattern, strip } from './python-space'
import type { Scorer } from './scorer'

/** In the order tried. The last one needs no boundary before the letter: "the sea is" reads as A. */
const rules = [
  ['whole', /^\s*\(?([AB])\)?\.?\s*$/],
  ['start', /^\s*\(?([AB])\)?[.\s]/],
  ['answer-is', /answer\s+is\s+\(?([AB])\)?/],
  ['option', /option\s+\(?([AB])\)?/],
  ['word-end', /\(?([AB])\)?(?:\s|$)/],
] as const
const patterns = rules.map(([rule, { source }]) => ({ rule, pattern: pythonPattern(source, 'i') }))

const readLetter: OptionReader = (_, prediction) => {
  const said = strip(prediction)
  for (const { rule, pattern } of patterns) {
    const letter = pattern.exec(said)?.[1]
    if (letter !== undefined) return { parsed: letter.toUpperCase(), rule }
  }
  const first = /^[ab]/i.exec(said)?.[0]
  return first === undefined ? null : { parsed: first.toUpperCase(), rule: 'first-character' }
}

/** MMVP's two options as lmms-eval reads them: A or B in either case, found by ever looser rules. */
export const mcqMmvpLmmsEval: Scorer = optionScorer('mcq.mmvp.lmms-eval', readLetter)
