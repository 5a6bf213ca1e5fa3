import { type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import { probabilityAbove, sharePosterior } from '../../statistics/beta-posterior'
import { shownCounts } from './flag-context'
import { decisive, type Judgement } from './flags/flag'
import type { TalliedItem } from './tally'

/**
 * Whether answers stay right without something: P(share kept > `share`) under Beta(1,1), measurement 4.2.
 * @param kept of the answers that were right with it, those that still are. @param answers names them where there are none.
 */
export function judgeKeptShare(kept: TalliedItem, share: number, answers: string): Judgement | NotEnoughData {
  if (kept.trials === 0) return tooFew(answers, 0, 1)
  const posterior = sharePosterior(kept.effectiveHits, kept.effectiveTrials)
  const severity = probabilityAbove(posterior, share)
  return { kind: 'judged', raised: severity >= decisive, severity, counts: shownCounts(kept) }
}
