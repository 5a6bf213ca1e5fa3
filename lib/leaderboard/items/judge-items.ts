import { isNotEnough, type NotEnoughData } from '../../domain/not-enough-data'
import type { FlagContext } from './flag-context'
import { flags } from './flags'
import { decisive, type Flag, type FlagId, type Judgement } from './flags/flag'

/** Every flag's judgement of one item. */
export type JudgedItem = ReadonlyMap<FlagId, Judgement | NotEnoughData>

/** All flags of all items, in order. */
export function judgeItems(context: FlagContext): JudgedItem[] {
  return context.evidence.items.map(
    (_, item) => new Map(flags.map(flag => [flag.id, flag.judge(context, item)])),
  )
}

/** Whether the data raise a flag; they do not where they are not enough. */
export function isRaised(judged: JudgedItem, flag: FlagId): boolean {
  const judgement = judged.get(flag)
  return judgement !== undefined && !isNotEnough(judgement) && judgement.raised
}

/**
 * A benchmark's list of items with a flag: the largest set whose mean of (1 - probability) is at most 0.10, so that at
 * most a tenth of it is expected to be wrong (measurement 4.2); without a probability, the items it is raised for.
 * An item solvable without the picture never is in the list of those that need it.
 * Returns places of items, the surest first.
 */
export function flaggedList(flag: Flag, judged: readonly JudgedItem[]): number[] {
  const known = judged.flatMap((one, item) => {
    const judgement = one.get(flag.id)
    if (judgement === undefined || isNotEnough(judgement)) return []
    return [{ item, raised: judgement.raised, severity: judgement.severity }]
  })
  const sure = known
    .filter(({ item, raised }) => {
      if (flag.basis === 'statistic') return raised
      return !flag.promotes || !isRaised(judged[item], 'blind-solvable')
    })
    .toSorted((a, b) => b.severity - a.severity || a.item - b.item)
  if (flag.basis === 'statistic') return sure.map(({ item }) => item)
  let doubt = 0
  const within = sure.filter(({ severity }, at) => {
    doubt += 1 - severity
    // Severities fall, so the mean rises: past the bound it stays past it.
    return doubt <= (1 - decisive) * (at + 1) + 1e-12
  })
  return within.map(({ item }) => item)
}
