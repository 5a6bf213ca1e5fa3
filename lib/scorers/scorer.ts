import type { Item } from '../domain/item'
import type { Outcome } from '../domain/outcome'

/** What a scorer may see of an item: never the picture. */
export type ScoredItem = Pick<Item, 'options' | 'answer'>

/** One way of reading an answer. A leaderboard column shows one scorer only, named by its id. */
export interface Scorer {
  readonly id: string
  /** Pure: equal arguments give equal outcomes. Never guesses. */
  score(item: ScoredItem, prediction: string): Outcome
}
