import { judgeKeptShare } from '../kept-share'
import { talliedItem } from '../tally'
import type { Flag } from './flag'

/** Share of right answers that survives, above which the dropped patches did not matter. */
const keptShare = 0.7

/** Still right when the most salient 70 % of the patches are dropped. */
export const occlusionInsensitive: Flag = {
  id: 'occlusion-insensitive',
  title: 'Solvable without the salient patches',
  rule: 'P(share of right answers kept with the salient 70 % of patches dropped > 0.7) is at least 0.90',
  basis: 'probability',
  promotes: false,
  judge({ counts, correlations }, item) {
    const kept = talliedItem(counts.occluded, item, correlations.occluded)
    return judgeKeptShare(kept, keptShare, 'occluded answers of checkpoints that were right')
  },
}
