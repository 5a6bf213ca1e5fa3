import { strip } from './python-space'
import type { Scorer } from './scorer'
import { readFirstFour, type YesNoReader, yesNoScorer } from './yes-no'

const read: YesNoReader = prediction => {
  const said = strip(prediction.toLowerCase()).replaceAll('.', '')
  if (said === 'yes' || said === 'no') return { parsed: said, rule: 'exact' }
  if (said === 'y') return { parsed: 'yes', rule: 'initial' }
  if (said === 'n') return { parsed: 'no', rule: 'initial' }
  return readFirstFour(said)
}

/**
 * Yes/no as lmms-eval reads it: exact word, a single letter, else whichever of "yes" and "no" stands within the
 * first four characters. Anything else is unparsed, which is wrong.
 */
export const yesnoLmmsEval: Scorer = yesNoScorer('yesno.lmms-eval', read)
