import { normalisedAnswer } from './answer-code'
import type { EvidenceItem } from './evidence'

/** What the gold answers of an item's siblings, the other items of its question template, give away about its own. */
export interface SiblingAnswers {
  readonly siblings: number
  /** Share of them whose gold answer is this item's, where no other answer is more frequent; else 0. */
  readonly modalShare: number
}

/** Fewer siblings tell nothing (measurement 4.2). */
export const leastSiblings = 10

/** One entry per item, in order. */
export function siblingAnswers(items: readonly EvidenceItem[]): SiblingAnswers[] {
  const templates = questionTemplates(items.map(({ question }) => question))
  const golds = items.map(({ goldText }) => normalisedAnswer(goldText))
  const groups = Map.groupBy(items.keys(), item => templates[item])
  const found: SiblingAnswers[] = items.map(() => ({ siblings: 0, modalShare: 0 }))
  for (const members of groups.values()) {
    const counts = new Map<string, number>()
    for (const item of members) counts.set(golds[item], (counts.get(golds[item]) ?? 0) + 1)
    const [first = ['', 0], second = ['', 0]] = [...counts].toSorted(([, a], [, b]) => b - a)
    const siblings = members.length - 1
    for (const item of members) {
      // Its own gold answer does not speak for itself.
      const same = (counts.get(golds[item]) ?? 1) - 1
      const other = golds[item] === first[0] ? second[1] : first[1]
      found[item] = { siblings, modalShare: siblings > 0 && same >= other ? same / siblings : 0 }
    }
  }
  return found
}

/**
 * Questions with what varies taken out: numbers, and words too rare for any template that has enough siblings.
 * "Is there a bottle in this image?" becomes "is there a _ in this image".
 */
function questionTemplates(questions: readonly string[]): string[] {
  const tokens = questions.map(question =>
    (
      question
        .normalize('NFKC')
        .toLowerCase()
        .match(/[\p{L}\p{N}']+/gu) ?? []
    ).map(word => (/^\p{N}+$/u.test(word) ? '_' : word)),
  )
  const frequency = new Map<string, number>()
  for (const words of tokens)
    for (const word of new Set(words)) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  return tokens.map(words =>
    words
      .map(word => ((frequency.get(word) ?? 0) > leastSiblings ? word : '_'))
      .filter((word, at, all) => word !== '_' || all[at - 1] !== '_')
      .join(' '),
  )
}
