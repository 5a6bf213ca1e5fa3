import type { AnswerClass } from '../domain/answer-class'
import type { Item } from '../domain/item'
import type { JudgeRequest } from '../domain/judge'
import type { Outcome } from '../domain/outcome'

/** What a scorer may see of an item: never the picture. */
export interface ScoredItem extends Pick<Item, 'question' | 'options' | 'answer' | 'details'> {
  /** The classes of a classification set; `answer` is the name of one of them. */
  readonly classes?: readonly AnswerClass[]
}

/** One way of reading an answer. A leaderboard column shows one scorer only, named by its id. */
export interface Scorer {
  readonly id: string
  /** Pure: equal arguments give equal outcomes. Never guesses. */
  score(item: ScoredItem, prediction: string): Outcome
}

/** One way of having an answer judged: what is asked, and how the replies are read. Both are pure. */
export interface JudgedScorer {
  readonly id: string
  /** Name of the wording that the judge is sent, kept with every result: numbers of two wordings differ. */
  readonly prompt: string
  /** How often a judge is asked about one answer at most. */
  readonly attempts: number
  /** What to ask. Null where the answer needs no judge. @param attempt from 0. */
  request(item: ScoredItem, prediction: string, attempt: number): JudgeRequest | null
  /**
   * The verdict of the replies so far, oldest first. Null: ask again; never null once all attempts are used or
   * `request` was null.
   */
  read(item: ScoredItem, prediction: string, replies: readonly string[]): Outcome | null
}

export type AnyScorer = Scorer | JudgedScorer

export function isJudged(scorer: AnyScorer): scorer is JudgedScorer {
  return 'request' in scorer
}
