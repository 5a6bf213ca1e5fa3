import type { Scorer } from './scorer'
import { readFirstFour, type YesNoReader, yesNoScorer } from './yes-no'

const read: YesNoReader = prediction => {
  const said = prediction.toLowerCase()
  return said === 'yes' || said === 'no' ? { parsed: said, rule: 'exact' } : readFirstFour(said)
}

/** Yes/no as MME's own tool reads it: the word, or whichever stands within the first four characters, spaces counted. */
export const yesnoMmeOfficial: Scorer = yesNoScorer('yesno.mme-official', read)
