import { type DiagnosisRule, pAbove, propertyClaim } from './rule'

/** Area under retention above which shuffling the picture itself costs next to nothing. */
const nearlyAll = 0.9

export const layoutNotUsed: DiagnosisRule = {
  id: 'layout-not-used',
  title: 'Cutting the picture up and shuffling its pieces costs it next to nothing.',
  suggestion:
    'Tune on questions about layout (relations, reading order, charts and diagrams), and check that the encoder still sees at a resolution at which pieces matter.',
  basis: {
    source: 'Figure 2',
    statement:
      'Shuffled pictures cost little where local cues are enough, and much where structure carries the answer.',
  },
  claims: run =>
    propertyClaim(run, 'P2', 'spatial-structure retention', estimate => pAbove(estimate, nearlyAll)),
}
