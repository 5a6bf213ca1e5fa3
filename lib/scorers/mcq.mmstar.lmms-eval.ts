import { optionScorer } from './option-scorer'
import { readAnyLetter } from './read-any-letter'
import type { Scorer } from './scorer'

/** The toolkit looks for these four, whatever the item offers. */
const letters = ['A', 'B', 'C', 'D']

/** MMStar as lmms-eval reads it: any capital A–D, the one in the most trusted form. */
export const mcqMmstarLmmsEval: Scorer = optionScorer('mcq.mmstar.lmms-eval', (_, prediction) =>
  readAnyLetter(letters, prediction),
)
