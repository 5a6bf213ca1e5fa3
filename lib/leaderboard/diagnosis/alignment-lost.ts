import { type Claim, changeClaim, type DiagnosisRule } from './rule'

export const alignmentLost: DiagnosisRule = {
  id: 'alignment-lost',
  title: 'Its images are less aligned with language than those of its vision encoder.',
  suggestion:
    'Preserve alignment while tuning: a contrastive or distillation term on image and text features, or tuning in stages of which the last ones leave the projector alone.',
  basis: {
    source: 'Figure 7',
    statement: 'Tuning does not preserve the alignment of the encoder with language models.',
  },
  claims: ({ findings }) =>
    (findings.alignment?.languageModels ?? []).flatMap((one): Claim[] =>
      'change' in one
        ? [
            {
              ...changeClaim(one.languageModel, "shared neighbours less its encoder's", one.change, 'lower'),
              unit: 'pp',
            },
          ]
        : [],
    ),
}
