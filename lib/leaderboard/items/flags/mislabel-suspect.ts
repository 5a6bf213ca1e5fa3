import { tooFew } from '../../../domain/not-enough-data'
import { hasAnswers } from '../agreement'
import { scaledSeverity } from '../severity'
import type { Flag } from './flag'

const leastShare = 0.6
const lowestCorrelation = -0.2
/** Models from which a correlation over models says something. */
const leastModels = 12
/** Fewer models in the better half agree by accident. */
const leastBetter = 3

/** The good models agree on another answer than the gold one: to be looked at by a person, never promoted. */
export const mislabelSuspect: Flag = {
  id: 'mislabel-suspect',
  title: 'Perhaps mislabelled',
  rule: 'at least 0.6 of the better half of the models (at least 3) give one and the same wrong answer, or the point-biserial correlation over at least 12 models is at most -0.2',
  basis: 'statistic',
  promotes: false,
  judge({ evidence, agreement, models }, item) {
    const better = agreement.better[item]
    const correlation = agreement.pointBiserial[item]
    const correlated = models >= leastModels && !Number.isNaN(correlation)
    if (better < leastBetter && !correlated)
      return tooFew(
        'models in the better half, with their answers',
        hasAnswers(evidence.runs) ? better : 0,
        leastBetter,
      )
    const agreeing = agreement.agreeing[item]
    const share = better < leastBetter ? 0 : agreeing / better
    return {
      kind: 'judged',
      raised: share >= leastShare || (correlated && correlation <= lowestCorrelation),
      severity: Math.max(
        scaledSeverity(share, leastShare),
        correlated ? scaledSeverity(-correlation, -lowestCorrelation) : 0,
      ),
      counts: { better, agreeing, ...(correlated ? { pointBiserial: correlation } : {}) },
    }
  },
}
