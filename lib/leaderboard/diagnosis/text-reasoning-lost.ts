import { isNotEnough } from '../../domain/not-enough-data'
import { mathsSet } from '../../probes/design/benchmark-sets'
import { changeClaim, type DiagnosisRule } from './rule'

export const textReasoningLost: DiagnosisRule = {
  id: 'text-reasoning-lost',
  title: 'It solves less mathematics in words than its language model did before visual tuning.',
  suggestion:
    'Replay text-only reasoning while tuning on pictures, and tune the language model less: adapters, a lower rate, fewer passes.',
  basis: {
    source: 'Figure 4',
    statement: 'Mathematics in pictures goes along with what is left of mathematics in words.',
  },
  claims: ({ findings: { textMaths } }) => {
    if (textMaths === null || isNotEnough(textMaths) || !textMaths.backbone) return []
    return [changeClaim(mathsSet, "accuracy less its language model's", textMaths.backbone.change, 'lower')]
  },
}
