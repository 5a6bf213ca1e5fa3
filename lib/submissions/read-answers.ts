import type { ItemRecord } from '../domain/item'
import type { ResponseRecord } from '../domain/work'
import { auditedAnswers, takesAnswers } from '../leaderboard/findings/audited-answers'
import type { BenchmarkOutcomes } from '../leaderboard/run-outcomes'
import { readResponses } from './stored-responses'

/** What findings take of answers beside their scores; nothing of most benchmarks, whose answers are then not read. */
export async function readAnswers(
  benchmark: string,
  items: readonly ItemRecord[],
  conditions: readonly { readonly probe: string }[],
  keys: readonly string[],
): Promise<Pick<BenchmarkOutcomes, 'answers' | 'strict'>> {
  if (!takesAnswers(benchmark, conditions)) return {}
  const responses: ResponseRecord[] = []
  for (const key of keys) responses.push(...(await readResponses(key)))
  return auditedAnswers(benchmark, items, responses)
}
