import { judgeKeptShare } from '../kept-share'
import { talliedItem } from '../tally'
import type { Flag } from './flag'

/** Share of right answers that survives, above which nothing about the order mattered. */
const keptShare = 0.8

/** Still right when the visual tokens are permuted. */
export const orderInsensitive: Flag = {
  id: 'order-insensitive',
  title: 'Solvable with visual tokens in any order',
  rule: 'P(share of right answers kept under permutation > 0.8) is at least 0.90',
  basis: 'probability',
  promotes: false,
  judge({ counts, correlations }, item) {
    const kept = talliedItem(counts.permuted, item, correlations.permuted)
    return judgeKeptShare(kept, keptShare, 'permuted answers of checkpoints that were right')
  },
}
