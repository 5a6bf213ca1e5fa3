import { labelsOf, type OptionReader, optionScorer } from './option-scorer'
import { pythonPattern } from './python-space'
import type { Scorer } from './scorer'

const letters = ['A', 'B', 'C', 'D', 'E']
const sentence = pythonPattern(/The answer is ([A-Z])./.source, 'g')

const readLetter: OptionReader = (_, prediction) => {
  if (letters.includes(prediction)) return { parsed: prediction, rule: 'whole' }
  const leading = letters.find(letter => prediction.startsWith(`${letter}. `))
  if (leading !== undefined) return { parsed: leading, rule: 'leading-letter' }
  const [only, second] = [...prediction.matchAll(sentence)]
  return only?.[1] !== undefined && !second ? { parsed: only[1], rule: 'answer-is' } : null
}

/**
 * ScienceQA as LLaVA reads it: A–E alone, a letter and ". " at the start, or exactly one "The answer is X" with any
 * character behind it. A letter that is no option of the item counts as unparsed.
 */
export const mcqSqaLlava: Scorer = optionScorer('mcq.sqa.llava', (item, prediction) => {
  const read = readLetter(item, prediction)
  return read && labelsOf(item).includes(read.parsed) ? read : null
})
