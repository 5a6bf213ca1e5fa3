import { tooFew } from '../../../domain/not-enough-data'
import { probabilityBelow } from '../../../statistics/beta-posterior'
import { plainRate, shownCounts } from '../flag-context'
import { decisive, type Flag } from './flag'

/** What must lie between an item that somebody can answer and guessing. */
const aboveGuessing = 0.05

/** No checkpoint does better than guessing. */
export const dead: Flag = {
  id: 'dead',
  title: 'Answered by nobody',
  rule: 'P(success rate < g + 0.05) is at least 0.90',
  basis: 'probability',
  promotes: false,
  judge(context, item) {
    const rate = plainRate(context, item)
    if (rate.trials === 0) return tooFew('answers', 0, 1)
    const severity = probabilityBelow(rate.posterior, context.evidence.items[item].guess + aboveGuessing)
    return { kind: 'judged', raised: severity >= decisive, severity, counts: shownCounts(rate) }
  },
}
