import type { AnswerOption } from '../domain/item'

/** What turning the options of an item changes. */
interface TurnedItem {
  readonly options: readonly AnswerOption[]
  readonly answer: string
}

/**
 * The item with the text of option i under the label of option (i + turn) mod n; the gold label follows its text.
 * As it is where it has no options, or the turn is none.
 */
export function turnOptions<T extends TurnedItem>(item: T, turn: number): T {
  const { options, answer } = item
  const n = options.length
  if (n === 0 || turn % n === 0) return item
  const gold = options.findIndex(({ label }) => label === answer)
  return {
    ...item,
    options: options.map(({ label }, place) => ({
      label,
      text: options[(((place - turn) % n) + n) % n]?.text ?? '',
    })),
    answer: gold < 0 ? answer : (options[(gold + turn) % n]?.label ?? answer),
  }
}
