import type { ItemRecord } from '../domain/item'
import { Refusal } from '../domain/refusal'
import type { SuiteId } from '../domain/suite'
import { type AnyScorer, isJudged, type ScoredItem } from '../scorers/scorer'
import type { Benchmark } from './benchmark'

/** An item as scorers see it: with the classes of its set. */
export function scoredItem(
  { classes }: Pick<Benchmark, 'classes'>,
  { question, options, answer, details }: Pick<ItemRecord, 'question' | 'options' | 'answer' | 'details'>,
): ScoredItem {
  return { question, options, answer, details, ...(classes ? { classes } : {}) }
}

/**
 * The scorer a suite reads a benchmark by: the demo has no judge, so a deterministic stand-in where there is one.
 * @throws Refusal `bad-usage` where a benchmark has no answers to read.
 */
export function scorerFor({ title, scorer, offline }: Benchmark, suite: SuiteId): AnyScorer {
  if (scorer === null) throw new Refusal('bad-usage', `${title} asks nothing: there is no answer to score`)
  return suite === 'demo' && offline ? offline : scorer
}

/** Whether a judge grades the benchmark's answers under a suite; false where it asks nothing. */
export function isJudgedUnder(benchmark: Benchmark, suite: SuiteId): boolean {
  return benchmark.scorer !== null && isJudged(scorerFor(benchmark, suite))
}
