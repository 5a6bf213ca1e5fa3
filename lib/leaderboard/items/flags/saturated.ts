import { tooFew } from '../../../domain/not-enough-data'
import { probabilityAbove } from '../../../statistics/beta-posterior'
import { plainRate, shownCounts } from '../flag-context'
import { decisive, type Flag } from './flag'

const nearlyAll = 0.9

/** Nearly every checkpoint answers it. */
export const saturated: Flag = {
  id: 'saturated',
  title: 'Saturated',
  rule: 'P(success rate > 0.9) is at least 0.90',
  basis: 'probability',
  promotes: false,
  judge(context, item) {
    const rate = plainRate(context, item)
    if (rate.trials === 0) return tooFew('answers', 0, 1)
    const severity = probabilityAbove(rate.posterior, nearlyAll)
    return { kind: 'judged', raised: severity >= decisive, severity, counts: shownCounts(rate) }
  },
}
