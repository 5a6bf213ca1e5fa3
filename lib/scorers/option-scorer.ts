import { readAnyLetter } from './read-any-letter'
import { type Found, matched, outcomeOf } from './reading'
import type { ScoredItem, Scorer } from './scorer'

/** One way of finding the chosen option in an answer: `parsed` is a label. Null where none is found. */
export type OptionReader = (item: ScoredItem, prediction: string) => Found | null

/**
 * A scorer of multiple choice: right iff the label read is the item's. The lenient reading, where the scorer's own
 * finds nothing, is any letter in any form and either case.
 */
export function optionScorer(id: string, read: OptionReader): Scorer {
  return {
    id,
    score(item, prediction) {
      const strict = matched(read(item, prediction), item.answer)
      return outcomeOf(strict, strict ?? matched(readLeniently(item, prediction), item.answer))
    },
  }
}

/** The labels of an item, in order. */
export function labelsOf({ options }: Pick<ScoredItem, 'options'>): string[] {
  return options.map(({ label }) => label)
}

function readLeniently(item: ScoredItem, prediction: string): Found | null {
  const labels = labelsOf(item)
  return readAnyLetter(labels, prediction) ?? readAnyLetter(labels, prediction.toUpperCase())
}
