import { goldNumber, readLast, readMarked, sameNumber } from './gsm8k-number'
import { outcomeOf } from './reading'
import type { Scorer } from './scorer'

/** GSM8K as its authors read it: the number behind "#### ", of which only commas are dropped ("18." is not 18). */
export const gsm8kHashOfficial: Scorer = {
  id: 'gsm8k.hash-official',
  score({ answer }, completion) {
    const gold = goldNumber(answer)
    const read = readMarked(completion)
    const right = read?.parsed.replaceAll(',', '') === gold.replaceAll(',', '')
    return outcomeOf(read && { ...read, value: right ? 1 : 0 }, sameNumber(readLast(completion), gold))
  },
}
