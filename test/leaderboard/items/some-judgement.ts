import { isNotEnough } from '#lib/domain/not-enough-data'
import type { ItemEvidence } from '#lib/leaderboard/items/evidence'
import { flagContext } from '#lib/leaderboard/items/flag-context'
import type { FlagId, Judgement } from '#lib/leaderboard/items/flags/flag'
import { judgeItems } from '#lib/leaderboard/items/judge-items'
import type { TextGuesses } from '#lib/leaderboard/items/text-guesses'

/** What a flag says of an item. @throws Error where it says nothing. */
export function judged(evidence: ItemEvidence, flag: FlagId, item = 0, textGuesses?: TextGuesses): Judgement {
  const [...all] = judgeItems(flagContext(evidence, textGuesses ? { textGuesses } : {}))
  const judgement = all[item]?.get(flag)
  if (judgement === undefined || isNotEnough(judgement)) throw new Error(`${flag}: ${judgement?.what}`)
  return judgement
}

/** What a flag lacks in order to speak of an item. */
export function missing(evidence: ItemEvidence, flag: FlagId, item = 0): unknown {
  return judgeItems(flagContext(evidence))[item]?.get(flag)
}
