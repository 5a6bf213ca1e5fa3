import { type Benchmark, profileOf } from '../benchmarks/benchmark'
import { benchmarkById } from '../benchmarks/index'
import { scoredItem, scorerFor } from '../benchmarks/score-answer'
import type { ItemRecord } from '../domain/item'
import { noJudge, type Outcome, outcomeScore } from '../domain/outcome'
import { Refusal } from '../domain/refusal'
import type { SuiteId } from '../domain/suite'
import type { ConditionOutcomes, OutcomeBatch, ResponseRecord } from '../domain/work'
import { suiteConditions } from '../probes/suite-conditions'
import { type AnyScorer, isJudged } from '../scorers/scorer'

/** What a batch must be about. */
export interface ExpectedBatch {
  readonly benchmark: string
  readonly suite: SuiteId
  readonly smallestSide: number
  /** The items of the batch, in order. */
  readonly items: readonly ItemRecord[]
}

/**
 * Holds a batch against what was asked for: every condition of the suite, one outcome and one answer an item, and
 * every score equal to what the scorer reads out of its answer, or out of what a judge said of it, here. @throws Refusal `bad-request`.
 */
export function checkBatch(expected: ExpectedBatch, batch: OutcomeBatch): void {
  const benchmark = benchmarkById(expected.benchmark)
  const scorer = scorerFor(benchmark, expected.suite)
  const promptProfile = profileOf(benchmark)
  if (batch.scorer !== scorer.id || batch.promptProfile !== promptProfile)
    refuse(
      `scored by ${batch.scorer} under prompt profile ${batch.promptProfile}, not ${scorer.id} under ${promptProfile}`,
    )
  const { smallestSide } = expected
  const conditions = suiteConditions(expected.suite, {
    benchmark: benchmark.id,
    smallestSide,
    textOnly: benchmark.pictures === 'none',
  })
  const wanted = conditions.map(({ probe, condition }) => `${probe.id}@${probe.version} ${condition.id}`)
  const found = batch.outcomes.map(one => `${one.probe}@${one.probeVersion} ${one.condition}`)
  if (found.join('\n') !== wanted.join('\n'))
    refuse(
      `it has ${found.length} conditions (${found.slice(0, 3).join(', ')}, …), the suite has ${wanted.length}`,
    )
  const answers = new Map(batch.responses.map(one => [keyOf(one.probe, one.condition, one.item), one]))
  if (
    batch.responses.length !== wanted.length * expected.items.length ||
    answers.size !== batch.responses.length
  )
    refuse(
      `it has ${batch.responses.length} answers, not ${wanted.length} for each of ${expected.items.length} items`,
    )
  for (const outcomes of batch.outcomes)
    checkOutcomes(outcomes, expected.items, answers, { benchmark, scorer })
}

function checkOutcomes(
  { probe, condition, scores, unparsed, changed, against }: ConditionOutcomes,
  items: readonly ItemRecord[],
  answers: ReadonlyMap<string, ResponseRecord>,
  { benchmark, scorer }: { readonly benchmark: Benchmark; readonly scorer: AnyScorer },
): void {
  if ([scores, unparsed, changed, against ?? scores].some(list => list.length !== items.length))
    refuse(`${probe} ${condition} has ${scores.length} scores for ${items.length} items`)
  for (const [at, item] of items.entries()) {
    const answer = answers.get(keyOf(probe, condition, item.id))
    if (!answer) refuse(`item ${item.id} has no answer under ${probe} ${condition}`)
    const outcome = outcomeHere(scorer, scoredItem(benchmark, item), answer)
    const reference = outcome.kind === 'scored' ? (outcome.against ?? null) : null
    if (outcomeScore(outcome) !== scores[at] || (outcome.kind === 'unparsed') !== unparsed[at])
      refuse(
        `item ${item.id} under ${probe} ${condition} scores ${outcomeScore(outcome)} here, not ${scores[at]}`,
      )
    if (reference !== (against?.[at] ?? null))
      refuse(
        `the reference answer of item ${item.id} under ${probe} ${condition} gets ${reference} here, not ${against?.[at]}`,
      )
  }
}

/** What an answer comes to. A judge's replies are taken as they are told: nobody but the judge can repeat them. */
function outcomeHere(
  scorer: AnyScorer,
  item: ReturnType<typeof scoredItem>,
  { text, judge, notScored }: ResponseRecord,
): Outcome {
  if (!isJudged(scorer)) return scorer.score(item, text)
  const needless = scorer.request(item, text, 0) === null
  const replies = judge?.replies ?? []
  const outcome = needless || replies.length > 0 ? scorer.read(item, text, replies) : null
  return outcome ?? { kind: 'not-scored', reason: notScored ?? noJudge }
}

function keyOf(probe: string, condition: string, item: string): string {
  return JSON.stringify([probe, condition, item])
}

function refuse(message: string): never {
  throw new Refusal('bad-request', `the batch cannot be stored: ${message}`)
}
