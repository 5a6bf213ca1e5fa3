import type { Scorer } from './scorer'
import { tokenF1, tokensOf } from './token-f1'

/**
 * Words in common with MM-Vet's gold answer, in place of a judge. NOT comparable with any judge's grade: a right answer
 * in other words gets little, a wrong one in the same words much. For trials of everything around a judge; it is used
 * only where it is chosen, and has a column of its own.
 *
 * `<OR>` parts alternatives, of which the best counts; `<AND>` joins elements that belong together.
 */
export const mmvetOffline: Scorer = {
  id: 'mmvet.offline',
  score({ answer }, prediction) {
    const said = tokensOf(prediction)
    if (said.length === 0) return { kind: 'unparsed' }
    const alternatives = answer.split('<OR>').map(one => tokensOf(one.replaceAll('<AND>', ' ')))
    const value = Math.max(...alternatives.map(gold => tokenF1(said, gold)))
    return { kind: 'scored', value, parsed: said.join(' '), rule: 'token-f1' }
  },
}
