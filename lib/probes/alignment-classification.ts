import { countingSet, isClassification } from './design/benchmark-sets'
import type { Condition, Probe } from './probe'

const id = 'alignment-classification'
const encoder: Condition = { id: 'encoder', setting: null, seed: 0, reference: null }
const reference = { probe: id, condition: encoder.id }
const closed: Condition = { id: 'closed', setting: 'closed', seed: 0, reference, needs: ['weights'] }
const open: Condition = { id: 'open', setting: 'open', seed: 0, reference }

/**
 * Zero-shot classification (measurement 1.7a): the checkpoint names what its own encoder can name, out of all classes by
 * their likelihood (`closed`, the headline), and in words of its own (`open`, as in the paper). Paired with the encoder.
 */
export const alignmentClassification: Probe = {
  id,
  version: 1,
  title: 'Zero-shot classification',
  paper: 'Table 3',
  needs: ['encoder'],
  conditions: (suite, { benchmark }) =>
    isClassification(benchmark) && (benchmark !== countingSet || suite === 'full')
      ? [encoder, closed, open]
      : [],
  arrange(_subject, { id: condition }) {
    if (condition === encoder.id)
      return { subject: 'encoder', interventions: [], readout: { kind: 'zero-shot' } }
    const kind = condition === closed.id ? 'score-classes' : 'generate'
    return { interventions: [], readout: { kind } }
  },
}
