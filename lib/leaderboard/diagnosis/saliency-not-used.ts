import { type DiagnosisRule, pAbove, pBelow, propertyClaim } from './rule'

/** Half of one is no contrast between what stands out and the rest; this far from it counts as none. */
const margin = 0.05

export const saliencyNotUsed: DiagnosisRule = {
  id: 'saliency-not-used',
  title: 'Hiding what stands out in the picture costs it no more than hiding the rest.',
  suggestion:
    'Tune on tasks that bind answers to regions: referring expressions, grounded captions, questions about one of several objects.',
  basis: {
    source: 'Figure 6',
    statement:
      'What stands out is dropped, what does not, and patches at random, to see which of them is needed.',
  },
  claims: run =>
    propertyClaim(run, 'P5', 'saliency use (0.5 is none)', estimate =>
      Math.max(pBelow(estimate, 0.5 + margin), pAbove(estimate, 0.5 - margin)),
    ),
}
