import { tooFew } from '../../../domain/not-enough-data'
import { rotatedItem } from '../rotation-counts'
import { scaledSeverity } from '../severity'
import type { Flag } from './flag'

const threshold = 0.5
const leastModels = 3

/** The answer follows the place of the options, not their content. */
export const selectionBiased: Flag = {
  id: 'selection-biased',
  title: 'Decided by the order of the options',
  rule: 'over at least 3 models, the mean flip rate over option rotations or the range of accuracy over the places of the gold option is at least 0.5',
  basis: 'statistic',
  promotes: false,
  judge({ evidence, counts: { rotations } }, item) {
    const { models, flipRate, accuracy } = rotatedItem(rotations, item, evidence.items[item].options)
    if (models < leastModels) return tooFew('models that answered every rotation', models, leastModels)
    const range = Math.max(...accuracy) - Math.min(...accuracy)
    const statistic = Math.max(flipRate, range)
    return {
      kind: 'judged',
      raised: statistic >= threshold,
      severity: scaledSeverity(statistic, threshold),
      counts: { models, flipRate, accuracyRange: range },
    }
  },
}
