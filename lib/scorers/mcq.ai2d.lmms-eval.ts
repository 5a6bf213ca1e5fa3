import { optionScorer } from './option-scorer'
import { pythonPattern } from './python-space'
import type { Scorer } from './scorer'

const leadingLetter = pythonPattern(/^\s*([A-Z])\./.source)
const punctuation = /[!-/:-@[-`{-~]/g

/**
 * AI2D as lmms-eval reads it: a capital and a period at the start, else the whole answer; equal to the label without
 * case and ASCII punctuation. Spaces at the start are not trimmed.
 */
export const mcqAi2dLmmsEval: Scorer = optionScorer('mcq.ai2d.lmms-eval', ({ options }, prediction) => {
  const letter = leadingLetter.exec(prediction)?.[1]
  const said = (letter ?? prediction).toLowerCase().replace(punctuation, '')
  const option = options.find(({ label }) => label.toLowerCase() === said)
  if (!option) return null
  return { parsed: option.label, rule: letter === undefined ? 'whole' : 'leading-letter' }
})
