import type { NotEnoughData } from '../../../domain/not-enough-data'
import type { FlagContext } from '../flag-context'

export const flagIds = [
  'blind-solvable',
  'visually-necessary',
  'order-insensitive',
  'occlusion-insensitive',
  'selection-biased',
  'answer-prior-guessable',
  'contaminated-suspect',
  'mislabel-suspect',
  'saturated',
  'dead',
] as const
export type FlagId = (typeof flagIds)[number]

/** What a flag says about one item. */
export interface Judgement {
  readonly kind: 'judged'
  readonly raised: boolean
  /**
   * In [0, 1]: the probability of what the flag says; where it is not a probability statement, its statistic scaled
   * between half the threshold and 1.
   */
  readonly severity: number
  /** What it is made of, by name. */
  readonly counts: Readonly<Record<string, number>>
}

/** A property of an item that its evidence speaks for (measurement 4.2). */
export interface Flag {
  readonly id: FlagId
  readonly title: string
  /** The rule in one sentence, as a page prints it. */
  readonly rule: string
  /** `probability`: severities are probabilities, and a list of such items has a false discovery rate. */
  readonly basis: 'probability' | 'statistic'
  /** Speaks for an item, not against it. */
  readonly promotes: boolean
  judge(context: FlagContext, item: number): Judgement | NotEnoughData
}

/** From this probability on a flag is raised (measurement 4.2). */
export const decisive = 0.9
