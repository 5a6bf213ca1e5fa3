import type { Scorer } from './scorer'
import { readWords, yesNoScorer } from './yes-no'

/** Yes/no as VLMEvalKit reads it without a judge: one of the two words and not the other, anywhere. */
export const yesnoVlmevalkit: Scorer = yesNoScorer('yesno.vlmevalkit', readWords)
