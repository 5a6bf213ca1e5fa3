import { measured } from '../findings/run-findings'
import { type Claim, type DiagnosisRule, pAbove } from './rule'

export const middlePreferred: DiagnosisRule = {
  id: 'middle-preferred',
  title: 'It gets more out of the middle of the picture than out of its border.',
  suggestion:
    'Crop and shift pictures while tuning so that what is asked about is not always in the middle, and check the padding and the crops of its image recipe.',
  basis: {
    source: 'Figures 1 and 8',
    statement:
      'Groups of tokens in the middle are said to matter most; the printed maps do not say it clearly.',
  },
  claims: ({ findings }) =>
    measured(findings.patchInformationLoss).flatMap(({ benchmark, structure }): Claim[] => {
      if (!structure) return []
      const { value, low, high } = structure.centreMinusEdge
      return [
        {
          on: benchmark,
          figure: 'kept by the middle less kept by the border',
          value,
          low,
          high,
          unit: 'share',
          p: pAbove(structure.centreMinusEdge, 0),
        },
      ]
    }),
}
