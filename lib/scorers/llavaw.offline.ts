import type { Scorer } from './scorer'
import { tokenF1, tokensOf } from './token-f1'

/**
 * Words in common with LLaVA-W's reference answer, in place of a judge. NOT comparable with any judge's grade, for the
 * reasons of `mmvet.offline`. The reference has everything in common with itself: `against` is 1.
 */
export const llavawOffline: Scorer = {
  id: 'llavaw.offline',
  score({ answer }, prediction) {
    const said = tokensOf(prediction)
    // An empty answer keeps the reference's part in the ratio of means.
    const value = tokenF1(said, tokensOf(answer))
    const rule = said.length === 0 ? 'empty' : 'token-f1'
    return { kind: 'scored', value, against: 1, parsed: said.join(' '), rule }
  },
}
