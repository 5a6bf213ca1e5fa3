import { isNotEnough, type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import { blindRate, type FlagContext, plainRate } from './flag-context'
import { flags } from './flags'
import type { FlagId } from './flags/flag'
import { visualNecessity } from './flags/visually-necessary'
import { isRaised, type JudgedItem } from './judge-items'
import { severityOf } from './severity'

/** The five factors of a suggestion, all in [0, 1]; their product is its utility (measurement 4.4). */
export interface SuggestionFactors {
  /** V: how much the picture is needed. */
  readonly visual: number
  /** D: information at the ability of the best quarter of models; 1 below 20 models. */
  readonly discrimination: number
  /** H: how near the success rate is to the target, which leaves room above and below. */
  readonly headroom: number
  /** 1 - F: free of flags. */
  readonly clean: number
  /** Q: probably labelled right. */
  readonly quality: number
}

/** An item weighed as a suggestion. */
export interface WeighedItem {
  readonly kind: 'weighed'
  readonly utility: number
  readonly factors: SuggestionFactors
  /** The flag that weighs most against it, if any does. */
  readonly worstFlag: FlagId | null
  /** What a person must look at first: never put forward. */
  readonly barred: boolean
  readonly counts: {
    readonly hits: number
    readonly trials: number
    readonly blindHits: number
    readonly blindTrials: number
  }
}

/** Share of the way from guessing to perfect at which an item is hardest and yet tells models apart. */
const targetShare = 0.4

/**
 * U = V D H (1 - F) Q. @param gap VNI, E[p with the picture] - E[p without]. @param success share of right answers.
 * @param severity F, of the worst flag. @param quality 1 - probability of being mislabelled.
 */
export function suggestionFactors(of: {
  readonly gap: number
  readonly guess: number
  readonly success: number
  readonly severity: number
  readonly quality: number
  readonly information?: number
}): SuggestionFactors {
  const target = of.guess + targetShare * (1 - of.guess)
  return {
    visual: Math.min(1, Math.max(0, of.gap / (1 - of.guess))),
    discrimination: of.information ?? 1,
    headroom: 1 - Math.abs(of.success - target) / Math.max(target, 1 - target),
    clean: 1 - of.severity,
    quality: of.quality,
  }
}

export function utilityOf({ visual, discrimination, headroom, clean, quality }: SuggestionFactors): number {
  return visual * discrimination * headroom * clean * quality
}

/** Weighs every item, in order. @param information shares of `informationShares`; null where M is below 20. */
export function weighItems(
  context: FlagContext,
  judged: readonly JudgedItem[],
  information: Float64Array | null,
): (WeighedItem | NotEnoughData)[] {
  return judged.map((one, item) => weighItem(context, one, item, information?.[item]))
}

function weighItem(
  context: FlagContext,
  judged: JudgedItem,
  item: number,
  information: number | undefined,
): WeighedItem | NotEnoughData {
  const plain = plainRate(context, item)
  const blind = blindRate(context, item)
  const trials = Math.min(plain.trials, blind.trials)
  if (trials === 0) return tooFew('answers with and without the picture', 0, 1)
  const against = flags
    .filter(({ promotes, id }) => !promotes && id !== 'mislabel-suspect')
    .map(({ id }) => ({ id, severity: severityOf(judged.get(id)) }))
    .toSorted((a, b) => b.severity - a.severity)
  const [worst] = against
  const factors = suggestionFactors({
    gap: visualNecessity(context, item),
    guess: context.evidence.items[item].guess,
    success: plain.hits / plain.trials,
    severity: worst.severity,
    quality: 1 - severityOf(judged.get('mislabel-suspect')),
    ...(information === undefined ? {} : { information }),
  })
  return {
    kind: 'weighed',
    utility: utilityOf(factors),
    factors,
    worstFlag: worst.severity > 0 ? worst.id : null,
    barred: isRaised(judged, 'mislabel-suspect'),
    counts: {
      hits: plain.hits,
      trials: plain.trials,
      blindHits: blind.hits,
      blindTrials: blind.trials,
    },
  }
}

/** Utility of what is suggested together (a pair, the questions of a picture): the mean; 0 where one is barred or unknown. */
export function jointUtility(members: readonly (WeighedItem | NotEnoughData)[]): number {
  let sum = 0
  for (const member of members) {
    if (isNotEnough(member) || member.barred) return 0
    sum += member.utility
  }
  return members.length === 0 ? 0 : sum / members.length
}
