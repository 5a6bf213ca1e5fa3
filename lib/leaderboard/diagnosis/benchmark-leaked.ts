import { measured } from '../findings/run-findings'
import { type Claim, changeClaim, type DiagnosisRule } from './rule'

export const benchmarkLeaked: DiagnosisRule = {
  id: 'benchmark-leaked',
  title: 'Without the picture it answers better than its language model did before visual tuning.',
  suggestion:
    'Look for the benchmark, or its sources, in the tuning data; a score on it is not evidence of seeing until they are out.',
  basis: {
    source: 'Not in the paper: measurement 1.9',
    statement:
      'Leakage is what tuning on pictures taught about answering without any (Chen et al. 2024, MMStar).',
  },
  claims: ({ findings }) =>
    measured(findings.reference).flatMap(({ benchmark, leakage }): Claim[] =>
      leakage
        ? [changeClaim(benchmark, 'without a picture, less its language model', leakage.change, 'higher')]
        : [],
    ),
}
