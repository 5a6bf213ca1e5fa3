import { type DiagnosisRule, pBelow, propertyClaim } from './rule'

/** Share of right answers that must be right under every rotation of the options. */
const mostly = 0.8

export const optionOrderDecides: DiagnosisRule = {
  id: 'option-order-decides',
  title: 'Many of its right answers are right in one order of the options only.',
  suggestion:
    'Shuffle the options of multiple-choice tuning data anew in every pass, ask for the content beside the letter, and report it with all rotations.',
  basis: {
    source: 'Not in the paper: measurement 1.9',
    statement:
      'What is chosen for its place is not known: an answer counts where it stands under all rotations.',
  },
  claims: run => propertyClaim(run, 'P9', 'option-order stability', estimate => pBelow(estimate, mostly)),
}
