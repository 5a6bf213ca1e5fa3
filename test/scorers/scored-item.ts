import type { Outcome } from '#lib/domain/outcome'
import { scorers } from '#lib/scorers/index'
import { isJudged, type ScoredItem, type Scorer } from '#lib/scorers/scorer'

/** An item with the options `A`, `B`, … of these texts. */
export function itemOf(texts: readonly string[], answer: string, more: Partial<ScoredItem> = {}): ScoredItem {
  const options = texts.map((text, at) => ({ label: 'ABCDEFGH'.charAt(at), text }))
  return { question: 'Which?', options, answer, details: {}, ...more }
}

/** The scorer of this id, which needs no judge. */
export function plainScorer(id: string): Scorer {
  const found = scorers.find(scorer => scorer.id === id)
  if (!found || isJudged(found)) throw new Error(`${id} is no scorer without a judge`)
  return found
}

/** What the scorer itself read, without the lenient reading; null for nothing. */
export function parsedOf(outcome: Outcome): string | null {
  return outcome.kind === 'scored' ? outcome.parsed : null
}

/** Score of an outcome that has one. */
export function worth(outcome: Outcome): number {
  return outcome.kind === 'scored' ? outcome.value : 0
}
