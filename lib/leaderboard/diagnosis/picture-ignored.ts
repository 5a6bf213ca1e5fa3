import { type DiagnosisRule, pBelow, propertyClaim } from './rule'

/** Below this the robustness of a checkpoint says nothing (measurement 3). */
const leastReliance = 0.2

export const pictureIgnored: DiagnosisRule = {
  id: 'picture-ignored',
  title: 'It answers nearly as well without the picture.',
  suggestion:
    'Take out of the tuning data what can be answered from the text alone, add pairs of pictures that turn the same question around, and train against answers that were given without the picture.',
  basis: {
    source: 'Introduction',
    statement:
      'Advanced reasoning stands beside surprisingly low scores where perception decides, such as MMVP.',
  },
  claims: run => propertyClaim(run, 'P3', 'visual reliance', estimate => pBelow(estimate, leastReliance)),
}
