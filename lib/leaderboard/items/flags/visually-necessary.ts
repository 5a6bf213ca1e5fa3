import { tooFew } from '../../../domain/not-enough-data'
import { posteriorMean } from '../../../statistics/beta-posterior'
import { blindRate, type FlagContext, plainRate } from '../flag-context'
import { blindProbability } from './blind-solvable'
import { decisive, type Flag } from './flag'

/** From this probability on an item is put forward; the bar against an item is higher. */
const promising = 0.8

/** Answered with the picture and not without it. */
export const visuallyNecessary: Flag = {
  id: 'visually-necessary',
  title: 'The picture is needed',
  rule: 'P(success rate with the picture - without > 0.2) is at least 0.80, and the item is not solvable without it',
  basis: 'probability',
  promotes: true,
  judge(context, item) {
    const plain = plainRate(context, item)
    const blind = blindRate(context, item)
    const trials = Math.min(plain.trials, blind.trials)
    if (trials === 0) return tooFew('answers with and without the picture', 0, 1)
    const severity = context.exceeds(plain.posterior, blind.posterior)
    return {
      kind: 'judged',
      raised: severity >= promising && blindProbability(context, item) < decisive,
      severity,
      counts: {
        hits: plain.hits,
        trials: plain.trials,
        blindHits: blind.hits,
        blindTrials: blind.trials,
        blindEffectiveTrials: blind.effectiveTrials,
      },
    }
  },
}

/** VNI = E[p with the picture] - E[p without] (measurement 4.2). */
export function visualNecessity(context: FlagContext, item: number): number {
  return posteriorMean(plainRate(context, item).posterior) - posteriorMean(blindRate(context, item).posterior)
}
