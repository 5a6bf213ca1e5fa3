import { type DiagnosisRule, pAbove, propertyClaim } from './rule'

/** The share of a quarter of the layers where all matter alike. */
const even = 0.25

export const earlyLayersDecide: DiagnosisRule = {
  id: 'early-layers-decide',
  title: 'Its lowest quarter of layers matters more than its share, under noise matched to each layer.',
  suggestion:
    'Spend the tuning there: train the lower layers (or adapters in them) on visual understanding, feed visual features to them, and drop visual tokens in the upper layers where speed counts.',
  basis: {
    source: 'Figure 9',
    statement:
      'The representation space of the lower layers, under a quarter, plays a crucial role in performance and visual understanding.',
  },
  claims: run => propertyClaim(run, 'P12', 'early-layer concentration', estimate => pAbove(estimate, even)),
}
