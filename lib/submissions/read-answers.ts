import { benchmarkById } from '../benchmarks'
import { scoredItem } from '../benchmarks/score-answer'
import type { ItemRecord } from '../domain/item'
import { outcomeScore } from '../domain/outcome'
import type { ResponseRecord } from '../domain/work'
import type { ReadAnswers } from '../leaderboard/findings/answer-prior'
import type { BenchmarkOutcomes } from '../leaderboard/run-outcomes'
import { mathsSet } from '../probes/design/benchmark-sets'
import { gsm8kStrictCot } from '../scorers/gsm8k.strict-cot'
import { readResponses } from './stored-responses'

/** Conditions whose answers are held against the golds (measurement 1.4, step 6), by probe. */
const audited = [
  ['reference', 'reference'],
  ['reference', 'no-image'],
  ['synthesized-image', 'picture-1'],
] as const

/** What findings take of answers beside their scores; nothing of most benchmarks, whose answers are then not read. */
export async function readAnswers(
  benchmark: string,
  items: readonly ItemRecord[],
  conditions: readonly { readonly probe: string }[],
  keys: readonly string[],
): Promise<Pick<BenchmarkOutcomes, 'answers' | 'strict'>> {
  const synthesized = conditions.some(({ probe }) => probe === 'synthesized-image')
  if (!synthesized && benchmark !== mathsSet) return {}
  const responses: ResponseRecord[] = []
  for (const key of keys) responses.push(...(await readResponses(key)))
  if (benchmark === mathsSet) return { strict: strictScores(items, responses) }
  return { answers: audited.map(([probe, condition]) => answersOf(items, responses, probe, condition)) }
}

function answersOf(
  items: readonly ItemRecord[],
  responses: readonly ResponseRecord[],
  probe: string,
  condition: string,
): ReadAnswers {
  const own = responses.filter(one => one.probe === probe && one.condition === condition)
  const said = new Map(own.map(one => [one.item, one]))
  return {
    condition,
    answers: items.map(({ id }) => said.get(id)?.parsed),
    likeness: items.map(({ id }) => said.get(id)?.likeness ?? null),
  }
}

/** What "The answer is" is worth of the plain answers; NaN where an item was not asked. */
function strictScores(items: readonly ItemRecord[], responses: readonly ResponseRecord[]): Float64Array {
  const plain = responses.filter(one => one.probe === 'reference' && one.condition === 'reference')
  const texts = new Map(plain.map(({ item, text }) => [item, text]))
  const benchmark = benchmarkById(mathsSet)
  return Float64Array.from(items, item => {
    const text = texts.get(item.id)
    if (text === undefined) return Number.NaN
    return outcomeScore(gsm8kStrictCot.score(scoredItem(benchmark, item), text)) ?? Number.NaN
  })
}
