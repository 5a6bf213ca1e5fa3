import type { AnswerShare } from '../findings/answer-prior'
import type { Claim, DiagnosisRule } from './rule'

/** Without any picture a guess is all that can be asked for: those answers are no fault. */
const withPicture = /^(reference|picture-\d+)$/

export const answerFavoured: DiagnosisRule = {
  id: 'answer-favoured',
  title: 'It gives one answer more often than it is right.',
  suggestion:
    'Balance the answers of the tuning data ("1", "yes", the first option), or give the rare ones more weight; look at what it says when it cannot see.',
  basis: {
    source: 'Table 2',
    statement: 'How often the answer is "1" on synthesized pictures is listed beside the scores.',
  },
  claims: ({ findings }) =>
    findings.answerPriors.flatMap(({ benchmark, priors }) =>
      priors
        .filter(({ condition }) => withPicture.test(condition))
        .flatMap(({ condition, ones, modal }) =>
          [ones, modal].flatMap(share => (share ? [claimOf(benchmark, condition, share)] : [])),
        ),
    ),
}

/** The most frequent of several is above its expectation by chance alone: its p is that of having looked at each. */
function claimOf(benchmark: string, condition: string, { answer, excess, outOf }: AnswerShare): Claim {
  const { difference, low, high, p } = excess
  return {
    on: benchmark,
    figure: `answers "${answer}" less golds "${answer}" (${condition})`,
    value: 100 * difference,
    low: 100 * low,
    high: 100 * high,
    unit: 'pp',
    p: difference > 0 ? Math.min(1, outOf * p) : 1,
  }
}
