import { measured } from '../findings/run-findings'
import { estimateParts } from '../profile/estimate-parts'
import { propertyOf } from '../profile/profile'
import { isHigherBetter } from '../profile/property'
import { type Claim, changeClaim, type DiagnosisRule, pBelow } from './rule'

/** Reliance on detail below which more than half is kept of what was known above guessing. */
const half = 0.5

/** Only what passes no picture at all shows use of the synthesized one (measurement 1.4). */
export const detailsNotRead: DiagnosisRule = {
  id: 'details-not-read',
  title:
    'On pictures full of text and figures it keeps most of its score when only what a caption says is left.',
  suggestion:
    'Add tuning data that cannot be answered without reading (numbers in charts, labels, small print) at a resolution at which they can be read, and hold out items that a caption answers.',
  basis: {
    source: 'Table 2',
    statement:
      'Problems of mathematics are sometimes solved without the numbers in the picture having been perceived.',
  },
  claims: ({ findings, profile }) =>
    propertyOf(profile, 'P6').parts.flatMap((part): Claim[] => {
      const found = measured(findings.synthesized).find(({ benchmark }) => benchmark === part.part)
      if (!found?.aboveBlind || !isHigherBetter('P6', part.part)) return []
      const estimate = estimateParts([part])
      const seen = changeClaim(part.part, '', found.aboveBlind, 'higher').p
      const { value, low, high } = estimate
      const p = Math.max(pBelow(estimate, half), seen)
      return [{ on: part.part, figure: 'reliance on detail', value, low, high, unit: 'share', p }]
    }),
}
