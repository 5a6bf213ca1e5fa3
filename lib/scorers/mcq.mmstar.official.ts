import { optionScorer } from './option-scorer'
import { strip } from './python-space'
import type { Scorer } from './scorer'

/** What may stand before the letter, at the very start of the answer. */
const starts = [
  ['first-character', ''],
  ['parenthesis', '('],
  ['option', 'option '],
  ['answer-is', 'the answer is '],
] as const

/**
 * MMStar's own scorer: a prefix test without a boundary behind the letter ("because" reads as B), case ignored.
 */
export const mcqMmstarOfficial: Scorer = optionScorer('mcq.mmstar.official', ({ options }, prediction) => {
  const said = strip(prediction.toLowerCase()).replaceAll('\n', ' ')
  for (const [rule, start] of starts) {
    const letter = said.startsWith(start) ? said.charAt(start.length).toUpperCase() : ''
    if (options.some(({ label }) => label === letter)) return { parsed: letter, rule }
  }
  return null
})
