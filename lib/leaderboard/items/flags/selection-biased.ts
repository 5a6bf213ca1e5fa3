import { tooFew } from '../../../domain/not-enough-data'
import { scaledSeverity } from '../severity'
import type { Flag } from './flag'

const threshold = 0.5
const leastModels = 3

/** The answer follows the place of the options, not their content. */
export const selectionBiased: Flag = {
  id: 'selection-biased',
  title: 'Decided by the order of the options',
  rule: 'over at least 3 checkpoints, the mean flip rate over option rotations or the range of accuracy over the places of the gold option is at least 0.5',
  basis: 'statistic',
  promotes: false,
  judge({ evidence, counts: { rotations } }, item) {
    const checkpoints = rotations.checkpoints[item]
    if (checkpoints < leastModels)
      return tooFew('checkpoints that answered every rotation', checkpoints, leastModels)
    const flipRate = rotations.flips[item] / checkpoints
    const { options } = evidence.items[item]
    const hits = rotations.hitsByPlace.slice(0, options).map(column => column[item])
    const range = (Math.max(...hits) - Math.min(...hits)) / checkpoints
    const statistic = Math.max(flipRate, range)
    return {
      kind: 'judged',
      raised: statistic >= threshold,
      severity: scaledSeverity(statistic, threshold),
      counts: { checkpoints, flipRate, accuracyRange: range },
    }
  },
}
