import { isNotEnough } from '../../domain/not-enough-data'
import { pairedChange } from '../findings/paired-change'
import { scoresOf } from '../findings/unit-scores'
import { type Claim, changeClaim, type DiagnosisRule } from './rule'

export const recognitionLost: DiagnosisRule = {
  id: 'recognition-lost',
  title: 'It names less than its own vision encoder can.',
  suggestion:
    'Keep recognition in the mixture (classification and plain captions beside reasoning), hold the encoder or its features close to where they started, and check the projector on naming before tuning on.',
  basis: {
    source: 'Table 3',
    statement:
      'Cross-modal alignment is overfitted to complex reasoning, so that some of the original perceptual capabilities of the vision encoder are lost.',
  },
  claims: ({ benchmarks }) =>
    benchmarks.flatMap((units): Claim[] => {
      const encoder = scoresOf(units, 'alignment-classification', 'encoder')
      const closed = scoresOf(units, 'alignment-classification', 'closed')
      const change = encoder && closed && pairedChange(units, closed, encoder)
      if (!change || isNotEnough(change)) return []
      return [changeClaim(units.benchmark, "accuracy less its encoder's", change, 'lower')]
    }),
}
