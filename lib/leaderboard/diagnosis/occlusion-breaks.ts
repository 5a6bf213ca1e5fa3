import { type DiagnosisRule, pBelow, propertyClaim } from './rule'

/** Area under retention below which hidden patches cost more than their share. */
const half = 0.5

export const occlusionBreaks: DiagnosisRule = {
  id: 'occlusion-breaks',
  title: 'Hiding patches at random costs it more than half of what it knows, over all shares hidden.',
  suggestion:
    'Mask patches of the pictures, or drop visual tokens, while tuning; where the tower was trained along, compare its own occlusion curve with that of the encoder it started from.',
  basis: {
    source: 'Figure 6',
    statement: 'Encoders of patches are robust to occlusion, and what is built on them can be.',
  },
  claims: run => propertyClaim(run, 'P4', 'occlusion robustness', estimate => pBelow(estimate, half)),
}
