import { tooFew } from '../../../domain/not-enough-data'
import { probabilityAbove } from '../../../statistics/beta-posterior'
import { decisive, type Flag } from './flag'

/** Unrelated families that must show a sign. */
const leastFamilies = 2
/** Consecutive option tokens that nobody reproduces by chance. */
const copiedTokens = 8
const leastGuess = 0.02

/**
 * May have been in training data: "suspect", never "contaminated". The more families are tested, the more of them show a
 * sign by luck: the severity is the probability that guessing would have shown it in fewer.
 */
export const contaminatedSuspect: Flag = {
  id: 'contaminated-suspect',
  title: 'Perhaps seen in training',
  rule: 'in at least 2 families, more than chance explains at 0.90: right without the picture where the language backbone is wrong, or the published order of the options is the most likely of all by more than 2.5 robust SD; or 8 consecutive option tokens are reproduced',
  basis: 'probability',
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
    const severity = Math.max(
      beyondChance(blindShown, blindTested, guess * (1 - guess)),
      beyondChance(orderShown, orderTested, 1 / Math.max(2, options)),
      reproduced >= copiedTokens ? 1 : 0,
    )
    return {
      kind: 'judged',
      raised: severity >= decisive,
      severity,
      counts: { blindShown, blindTested, orderShown, orderTested, reproducedTokens: reproduced },
    }
  },
}

/**
 * P(fewer of `tested` families than `shown`) where each shows the sign with probability `chance`: a binomial tail, which
 * is a Beta tail.
 */
function beyondChance(shown: number, tested: number, chance: number): number {
  if (shown < leastFamilies) return 0
  return probabilityAbove({ alpha: shown, beta: tested - shown + 1 }, chance)
}
