import { measured } from '../findings/run-findings'
import { type Claim, type DiagnosisRule, pBelow } from './rule'

/** Where both modalities matter alike. */
const even = 0.5
/** In upper layers what the picture says may long have reached the text. */
const lowestPart = 1 / 4

export const textOutweighsImage: DiagnosisRule = {
  id: 'text-outweighs-image',
  title: 'Even in its lowest layers the text outweighs the picture.',
  suggestion:
    "Strengthen the picture where it enters: scale the projector's output to the size of text embeddings, train the projector longer, and tune on questions whose text gives nothing away.",
  basis: {
    source: 'Figure 9',
    statement: 'In the lower layers the picture outweighs the text; further up it is the other way round.',
  },
  claims: ({ findings }) =>
    measured(findings.importance).flatMap(({ benchmark, modalities }) =>
      modalities
        // Louder noise on more positions would make a difference of its own (measurement 1.8).
        .filter(({ noise }) => noise.startsWith('matched-'))
        .flatMap(({ noise, layers }) => {
          const depth = 1 + Math.max(...layers.map(({ layer }) => layer))
          return layers
            .filter(({ layer }) => layer < lowestPart * depth)
            .flatMap(({ layer, imageShare }): Claim[] =>
              imageShare
                ? [
                    {
                      on: benchmark,
                      figure: `image's share of importance in layer ${layer} (${noise})`,
                      value: imageShare.value,
                      low: imageShare.low,
                      high: imageShare.high,
                      unit: 'share',
                      p: pBelow(imageShare, even),
                    },
                  ]
                : [],
            )
        }),
    ),
}
