import { mathsSet } from './design/benchmark-sets'
import { plainAnswer } from './design/seeded-conditions'
import type { Condition, Probe } from './probe'

const backbone: Condition = { id: 'backbone', setting: 'backbone', seed: 0, reference: plainAnswer }

/**
 * Mathematics in words (measurement 1.5): GSM8K without a picture against MathVista, both as plain answers of the
 * reference probe; and in the full suite what the language model could do before visual tuning.
 */
export const textMaths: Probe = {
  id: 'text-maths',
  version: 1,
  title: 'Mathematics in words',
  paper: 'Figure 4',
  needs: ['backbone'],
  conditions: (suite, { benchmark }) => (suite === 'full' && benchmark === mathsSet ? [backbone] : []),
  arrange: () => ({ subject: 'backbone', interventions: [], readout: { kind: 'generate' } }),
}
