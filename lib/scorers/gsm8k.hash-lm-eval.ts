import { goldNumber, readLast, readMarked, sameNumber } from './gsm8k-number'
import { outcomeOf } from './reading'
import type { Scorer } from './scorer'

/** GSM8K as the harness' task `gsm8k` reads it: the number behind "#### ", without one final period. */
export const gsm8kHashLmEval: Scorer = {
  id: 'gsm8k.hash-lm-eval',
  score({ answer }, completion) {
    const gold = goldNumber(answer)
    return outcomeOf(sameNumber(readMarked(completion), gold), sameNumber(readLast(completion), gold))
  },
}
