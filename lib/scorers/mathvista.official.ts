import { extractQuickly, scoreExtraction } from './mathvista-answer'
import { readByRules } from './mathvista-rules'
import { outcomeOf } from './reading'
import type { Scorer } from './scorer'

/**
 * MathVista as its authors score it, as far as that goes without a judge: a response that is no answer by itself is
 * unparsed. With a judge, its extraction takes the place of the response in `scoreExtraction`. An extraction that
 * names no choice counts as the choice with the smallest edit distance.
 */
export const mathvistaOfficial: Scorer = {
  id: 'mathvista.official',
  score(item, response) {
    const extraction = extractQuickly(item, response)
    const strict = extraction === null ? null : scoreExtraction(item, extraction)
    return outcomeOf(strict, strict ?? readByRules(item, response))
  },
}
