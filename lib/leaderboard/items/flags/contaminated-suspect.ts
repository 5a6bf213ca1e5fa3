import { tooFew } from '../../../domain/not-enough-data'
import { probabilityAbove } from '../../../statistics/beta-posterior'
import { scaledSeverity } from '../severity'
import type { Flag } from './flag'

/** Unrelated families that must show a sign. */
const leastFamilies = 2
/** Consecutive option tokens that nobody reproduces by chance. */
const copiedTokens = 8
const leastGuess = 0.02

/**
 * May have been in training data: "suspect", never "contaminated". The more families are tested, the more of them show a
 * sign by luck: how often guessing would do it stands beside the count as a p, which is no probability of the flag being
 * right.
 */
export const contaminatedSuspect: Flag = {
  id: 'contaminated-suspect',
  title: 'Perhaps seen in training',
  rule: 'in at least 2 families: right without the picture where the language backbone is wrong, or the published order of the options is the most likely of all by more than 2.5 robust SD; or 8 consecutive option tokens are reproduced',
  basis: 'statistic',
  promotes: false,
  judge({ evidence, counts: { contamination } }, item) {
    const families = [...contamination.families.values()]
    const { guess: floor, options } = evidence.items[item]
    const guess = Math.max(floor, leastGuess)
    const blindTested = families.filter(signs => signs.blindTested[item] > 0).length
    const orderTested = families.filter(signs => signs.orderTested[item] > 0).length
    const reproduced = contamination.reproduced[item]
    if (blindTested < leastFamilies && orderTested < leastFamilies && reproduced < copiedTokens)
      return tooFew('families with a backbone', blindTested, leastFamilies)
    // Most of a family's checkpoints: one of many would show it by luck.
    const blindShown = families.filter(signs => 2 * signs.blindShown[item] > signs.blindTested[item]).length
    const orderShown = families.filter(signs => 2 * signs.orderShown[item] > signs.orderTested[item]).length
    return {
      kind: 'judged',
      raised: blindShown >= leastFamilies || orderShown >= leastFamilies || reproduced >= copiedTokens,
      severity: Math.max(
        beyondHalf(blindShown, blindTested),
        beyondHalf(orderShown, orderTested),
        scaledSeverity(reproduced / copiedTokens, 1),
      ),
      counts: {
        ...{ blindShown, blindTested, blindP: byGuessing(blindShown, blindTested, guess * (1 - guess)) },
        ...{ orderShown, orderTested, orderP: byGuessing(orderShown, orderTested, 1 / Math.max(2, options)) },
        reproducedTokens: reproduced,
      },
    }
  },
}

/** The families that show a sign, from half of those the rule asks for up to all that were tested, as 0 to 1. */
function beyondHalf(shown: number, tested: number): number {
  const start = leastFamilies / 2
  return tested <= start ? 0 : Math.max(0, (shown - start) / (tested - start))
}

/**
 * P(at least `shown` of `tested` families show the sign) where each does with probability `chance`: a binomial tail, which
 * is a Beta tail.
 */
function byGuessing(shown: number, tested: number, chance: number): number {
  return shown === 0 ? 1 : 1 - probabilityAbove({ alpha: shown, beta: tested - shown + 1 }, chance)
}
