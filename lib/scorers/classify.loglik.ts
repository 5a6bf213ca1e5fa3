import { z } from 'zod'
import { type NameScore, rankByLogLikelihood } from './log-likelihood-rank'
import { matched, outcomeOf } from './reading'
import type { ScoredItem, Scorer } from './scorer'

const nameScores = z.array(
  z.object({ name: z.string(), logProbabilities: z.array(z.number().max(0)).min(1) }),
)

/**
 * Classification without text: the class name with the highest length-normalised log-likelihood after the question.
 * The prediction is JSON, `[{ "name": …, "logProbabilities": [natural logarithm of each token's probability] }, …]`, one
 * entry a class; an answer that lacks a class is unparsed.
 */
export const classifyLoglik: Scorer = {
  id: 'classify.loglik',
  score(item, prediction) {
    const [best] = rankByLogLikelihood(readScores(item, prediction) ?? [])
    const read = best ? matched({ parsed: best.name, rule: 'mean-log-likelihood' }, item.answer) : null
    return outcomeOf(read, read)
  },
}

function readScores({ classes }: ScoredItem, prediction: string): readonly NameScore[] | null {
  const read = nameScores.safeParse(parseJson(prediction))
  if (!read.success) return null
  const named = new Set(read.data.map(({ name }) => name))
  const isWhole = named.size === read.data.length && (classes ?? []).every(({ name }) => named.has(name))
  return isWhole ? read.data : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
