import { wilson } from '../../statistics/intervals'
import type { HeldOutDifference } from './held-out-difference'
import type { Band } from './random-band'
import type { SetFigures } from './set-figures'

/** What a suggestion must show to be accepted (measurement 4.6). */
export const criterionIds = ['harder', 'discrimination', 'visual', 'order', 'answerable', 'labels'] as const

export interface Criterion {
  readonly id: (typeof criterionIds)[number]
  /** `pending`: not looked at yet, or not to be told from what was run. */
  readonly state: 'met' | 'failed' | 'pending'
  /** The figures it was decided by, in a phrase. */
  readonly because: string
}

/** Accepted if all are met; rejected if any failed. */
export function verdictOf(criteria: readonly Criterion[]): 'accepted' | 'rejected' | 'pending' {
  if (criteria.some(({ state }) => state === 'failed')) return 'rejected'
  return criteria.every(({ state }) => state === 'met') ? 'accepted' : 'pending'
}

function criterion(id: Criterion['id'], met: boolean | null, because: string): Criterion {
  return { id, state: met === null ? 'pending' : met ? 'met' : 'failed', because }
}

/** Items that somebody answered with the picture at hand, to see whether they can be. */
export interface AnswerReview {
  /** Persons, or strong models that all agree and a rule. */
  readonly by: 'persons' | 'strong-models-and-rule'
  readonly answered: number
  readonly right: number
}

export interface LabelReview {
  readonly checked: number
  readonly wrong: number
}

const significance = 0.05
/** What the visual gap may lose, and the spread keep (measurement 4.6). */
const visualMargin = -0.02
const keptSpread = 0.9
const reviewedItems = 50
const leastAnswerable = 0.9
const leastAnswerableBound = 0.78
const mostWrongLabels = 0.02

/** At least 0.9 of 50 sampled items answered right, with a Wilson lower bound of at least 0.78. */
export function judgeAnswerable(review: AnswerReview | undefined): Criterion {
  if (!review || review.answered < reviewedItems)
    return criterion('answerable', null, `${review?.answered ?? 0} of ${reviewedItems} items were tried`)
  const share = review.right / review.answered
  const { low } = wilson(share, review.answered)
  const met = share >= leastAnswerable && low >= leastAnswerableBound
  return criterion(
    'answerable',
    met,
    `${review.right} of ${review.answered} answered right by ${review.by}, lower bound ${low.toFixed(2)}`,
  )
}

/** At most 2 % of the labels looked at are wrong. */
export function judgeLabels(review: LabelReview | undefined): Criterion {
  if (!review || review.checked === 0) return criterion('labels', null, 'no label was looked at')
  const met = review.wrong <= mostWrongLabels * review.checked
  return criterion('labels', met, `${review.wrong} wrong of ${review.checked} labels`)
}

/** Upper bound of the difference below 0, still significant in its campaign, and below the 5th percentile of chance. */
export function judgeHarder(
  { difference, high }: Pick<HeldOutDifference, 'difference' | 'high'>,
  adjustedP: number,
  { corrected }: Pick<SetFigures, 'corrected'>,
  random: Band | null,
): Criterion {
  const met = high < 0 && adjustedP < significance && random !== null && corrected < random.low
  return criterion(
    'harder',
    met,
    `${points(difference)} against the source (upper bound ${points(high)}, adjusted p ${adjustedP.toPrecision(2)}); random subsets from ${points(random?.low)}`,
  )
}

/** The spread of the checkpoints is at least 0.9 of what random subsets of the same size have. */
export function judgeDiscrimination({ spread }: Pick<SetFigures, 'spread'>, random: Band | null): Criterion {
  if (spread === null || random === null) return criterion('discrimination', null, 'no standard errors')
  const improved = spread > random.high ? ', more than 95 % of random subsets' : ''
  return criterion(
    'discrimination',
    spread >= keptSpread * random.median,
    `spread ${spread.toFixed(2)} of its error, random subsets ${random.median.toFixed(2)}${improved}`,
  )
}

/** The visual gap loses no more than 0.02, and no more is answered without the picture. */
export function judgeVisual(
  gap: Pick<HeldOutDifference, 'difference' | 'low'> | null,
  set: Pick<SetFigures, 'blind'>,
  source: Pick<SetFigures, 'blind'>,
): Criterion {
  if (gap === null || set.blind === null || source.blind === null)
    return criterion('visual', null, 'no answers without the picture')
  return criterion(
    'visual',
    gap.low > visualMargin && set.blind <= source.blind,
    `visual gap ${points(gap.difference)} (lower bound ${points(gap.low)}); blind ${points(set.blind)}, source ${points(source.blind)}`,
  )
}

/** The order agrees with that on the source no less than random subsets' does. */
export function judgeOrder({ order }: Pick<SetFigures, 'order'>, random: Band | null): Criterion {
  if (order === null || random === null) return criterion('order', null, 'too few checkpoints to order')
  return criterion(
    'order',
    order >= random.low,
    `tau-b ${order.toFixed(2)} with the source, random subsets from ${random.low.toFixed(2)}`,
  )
}

/** A chance-corrected score or difference, in points of 100. */
function points(value: number | undefined): string {
  return value === undefined ? '–' : `${(100 * value).toFixed(1)} points`.replace('-', '\u2212')
}
