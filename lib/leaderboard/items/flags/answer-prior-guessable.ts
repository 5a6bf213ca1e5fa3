import { tooFew } from '../../../domain/not-enough-data'
import { scaledSeverity } from '../severity'
import { leastSiblings } from '../sibling-answers'
import type { Flag } from './flag'

const leastShare = 0.75
const leastDraws = 8
const leastModalShare = 0.6

/** The answer follows from the texts, or from what questions of its kind are usually answered with. */
export const answerPriorGuessable: Flag = {
  id: 'answer-prior-guessable',
  title: 'Guessable from the text alone',
  rule: 'a linear classifier of question and options is right in at least 0.75 of at least 8 held-out draws, or at least 10 questions of the same template have the same gold answer in a share of at least 0.6',
  basis: 'statistic',
  promotes: false,
  judge({ siblings, textGuesses }, item) {
    const drawn = textGuesses?.draws[item] ?? 0
    const right = drawn >= leastDraws ? (textGuesses?.right[item] ?? 0) / drawn : null
    const { siblings: count, modalShare } = siblings[item]
    const modal = count >= leastSiblings ? modalShare : null
    if (right === null && modal === null)
      return tooFew('questions of the same template', count, leastSiblings)
    return {
      kind: 'judged',
      raised: (right !== null && right >= leastShare) || (modal !== null && modal >= leastModalShare),
      severity: Math.max(
        right === null ? 0 : scaledSeverity(right, leastShare),
        modal === null ? 0 : scaledSeverity(modal, leastModalShare),
      ),
      counts: {
        siblings: count,
        modalShare,
        ...(right === null ? {} : { heldOutDraws: drawn, heldOutRight: right }),
      },
    }
  },
}
