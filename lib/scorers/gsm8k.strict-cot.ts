import { goldNumber, readAnswered, readLast, sameNumber } from './gsm8k-number'
import { outcomeOf } from './reading'
import type { Scorer } from './scorer'

/** GSM8K as the harness' task `gsm8k_cot` reads it strictly: "The answer is N."; leniently: the last number. */
export const gsm8kStrictCot: Scorer = {
  id: 'gsm8k.strict-cot',
  score({ answer }, completion) {
    const gold = goldNumber(answer)
    return outcomeOf(sameNumber(readAnswered(completion), gold), sameNumber(readLast(completion), gold))
  },
}
