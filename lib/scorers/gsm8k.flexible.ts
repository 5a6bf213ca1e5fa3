import { equalNumber, goldNumber, readLast, sameNumber } from './gsm8k-number'
import { outcomeOf } from './reading'
import type { Scorer } from './scorer'

/** GSM8K as the harness reads it flexibly: the last number, compared as text; leniently: as a number. */
export const gsm8kFlexible: Scorer = {
  id: 'gsm8k.flexible',
  score({ answer }, completion) {
    const gold = goldNumber(answer)
    const read = readLast(completion)
    return outcomeOf(sameNumber(read, gold), equalNumber(read, gold))
  },
}
