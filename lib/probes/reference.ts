import type { Condition, Probe } from './probe'

export const referenceCondition: Condition = { id: 'reference', setting: null, seed: 0, reference: null }

/** The unperturbed answer, and the control without any picture (measurement 1.9). */
export const referenceProbe: Probe = {
  id: 'reference',
  version: 1,
  title: 'Reference and no image',
  paper: 'Table 1',
  conditions: () => [
    referenceCondition,
    {
      id: 'no-image',
      setting: 'no-image',
      seed: 0,
      reference: { probe: 'reference', condition: referenceCondition.id },
    },
  ],
  arrange: (_subject, condition) => ({
    interventions: condition.id === 'no-image' ? [{ at: 'image', edit: { kind: 'remove' } }] : [],
    readout: { kind: 'generate' },
  }),
}
