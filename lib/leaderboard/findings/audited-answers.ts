import { strictMathsScore } from '../../benchmarks/gsm8k'
import type { ItemRecord } from '../../domain/item'
import type { ResponseRecord } from '../../domain/work'
import { mathsSet } from '../../probes/design/benchmark-sets'
import type { BenchmarkOutcomes } from '../run-outcomes'
import type { ReadAnswers } from './answer-prior'

/** Conditions whose answers are held against the golds (measurement 1.4, step 6), by probe. */
const audited = [
  ['reference', 'reference'],
  ['reference', 'no-image'],
  ['synthesized-image', 'picture-1'],
] as const

/** Whether findings take more of a benchmark's answers than their scores. @param conditions those that were run. */
export function takesAnswers(benchmark: string, conditions: readonly { readonly probe: string }[]): boolean {
  return benchmark === mathsSet || conditions.some(({ probe }) => probe === 'synthesized-image')
}

/** Whether an answer is one of those that they take. */
export function isAudited({ probe, condition }: Pick<ResponseRecord, 'probe' | 'condition'>): boolean {
  return audited.some(one => one[0] === probe && one[1] === condition)
}

/** What they take. @param responses those that are audited, among others or not. */
export function auditedAnswers(
  benchmark: string,
  items: readonly ItemRecord[],
  responses: readonly ResponseRecord[],
): Pick<BenchmarkOutcomes, 'answers' | 'strict'> {
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
  return Float64Array.from(items, item => {
    const text = texts.get(item.id)
    return text === undefined ? Number.NaN : (strictMathsScore(item, text) ?? Number.NaN)
  })
}
