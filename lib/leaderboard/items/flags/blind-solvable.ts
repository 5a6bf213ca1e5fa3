import { tooFew } from '../../../domain/not-enough-data'
import { probabilityAbove } from '../../../statistics/beta-posterior'
import { blindRate, type FlagContext, shownCounts } from '../flag-context'
import { decisive, type Flag } from './flag'

/** Answered without the picture, more often than guessing would. */
export const blindSolvable: Flag = {
  id: 'blind-solvable',
  title: 'Solvable without the picture',
  rule: 'P(blind success rate > g + (1 - g) / 3) is at least 0.90',
  basis: 'probability',
  promotes: false,
  judge(context, item) {
    const rate = blindRate(context, item)
    if (rate.trials === 0) return tooFew('blind answers', 0, 1)
    const severity = blindProbability(context, item)
    return { kind: 'judged', raised: severity >= decisive, severity, counts: shownCounts(rate) }
  },
}

/** P(blind success rate > g + (1 - g) / 3). */
export function blindProbability(context: FlagContext, item: number): number {
  const { guess } = context.evidence.items[item]
  return probabilityAbove(blindRate(context, item).posterior, guess + (1 - guess) / 3)
}
