import { labelsOf, optionScorer } from './option-scorer'
import { codePoints, pythonPattern, splitWords } from './python-space'
import type { Found } from './reading'
import type { ScoredItem, Scorer } from './scorer'

const refusals = [
  "Sorry, I can't help with images of people yet.",
  "I can't process this file.",
  "I'm sorry, but without the image provided",
  'Cannot determine the answer',
]
/** No boundary behind the letter, and no letter but these, whatever the item offers. */
const verbose = pythonPattern(/answer\s+is\s+\**([A-D])/.source, 'i')

/**
 * Multiple choice as VLMEvalKit reads it without a judge (`exact_matching`): the option's letter among the last
 * four words, then "answer is X", then the option's text. Its oddities are kept on purpose ("The answer is a
 * closed one" reads as A) so that numbers agree; each outcome names the rule that fired.
 */
export const mcqVlmevalkit: Scorer = optionScorer('mcq.vlmevalkit', readOption)

/** The same for an item of which only the options are known. */
export function readOption({ options }: Pick<ScoredItem, 'options'>, prediction: string): Found | null {
  const byLetter = prediction.includes('Failed to obtain answer via API')
    ? null
    : readLetter(labelsOf({ options }), prediction)
  return byLetter ?? readText(options, prediction)
}

function readLetter(labels: readonly string[], prediction: string): Found | null {
  if (refusals.some(refusal => prediction.includes(refusal))) return { parsed: 'Z', rule: 'refusal' }
  const words = splitWords(prediction.replace(/[.()[\],:;!*#{}]/g, ' '))
  const present = labels.filter(label => words.includes(label))
  const [only] = present
  if (present.length === 1 && only !== undefined && words.indexOf(only) > words.length - 5)
    return { parsed: only, rule: 'letter' }
  if (present.length === 0 && words.includes('Z')) return { parsed: 'Z', rule: 'letter-z' }
  const said = verbose.exec(prediction)?.[1]?.toUpperCase()
  return said !== undefined && labels.includes(said) ? { parsed: said, rule: 'verbose-regex' } : null
}

function readText(options: ScoredItem['options'], prediction: string): Found | null {
  const said = prediction.toLowerCase()
  const lengths = options.reduce((sum, { text }) => sum + codePoints(text), 0)
  if (codePoints(said) > 2 * lengths) return null
  const [only, second] = options.filter(({ text }) => said.includes(text.toLowerCase()))
  return only && !second ? { parsed: only.label, rule: 'option-text' } : null
}
