import { type Benchmark, profileOf } from '../benchmarks/benchmark'
import { benchmarkById } from '../benchmarks/index'
import { scoredItem, scorerFor } from '../benchmarks/score-answer'
import type { CheckpointShape } from '../domain/checkpoint'
import type { ItemRecord } from '../domain/item'
import { noJudge, type Outcome, outcomeScore } from '../domain/outcome'
import { Refusal } from '../domain/refusal'
import type { SuiteId } from '../domain/suite'
import type { ConditionOutcomes, OutcomeBatch, ResponseRecord } from '../domain/work'
import { probes } from '../probes/index'
import { itemAsker } from '../probes/item-list'
import { optionTurn } from '../probes/option-rotation'
import { probedBenchmark } from '../probes/probed-benchmark'
import { type Means, type ProbeCondition, suiteConditions } from '../probes/suite-conditions'
import { turnOptions } from '../probes/turned-options'
import { type AnyScorer, isJudged } from '../scorers/scorer'
import { jointDraw } from '../statistics/draw-digest'

/** What a batch must be about. */
export interface ExpectedBatch {
  readonly benchmark: string
  readonly suite: SuiteId
  readonly checkpoint: CheckpointShape
  /** Every item of the file, in order: lists are drawn from all of them. */
  readonly items: readonly ItemRecord[]
  /** What the run was prepared with. */
  readonly means: Means
}

/** How answers are read here. */
interface Reading {
  readonly benchmark: Benchmark
  readonly scorer: AnyScorer
  readonly answers: ReadonlyMap<string, ResponseRecord>
}

/**
 * Holds a batch against what was asked for: every condition of the suite, one outcome and one answer for each item on
 * the condition's list, and every score equal to what the scorer reads out of its answer, or out of what a judge said of
 * it, here. @throws Refusal `bad-request`.
 */
export function checkBatch(expected: ExpectedBatch, batch: OutcomeBatch): void {
  const { suite, checkpoint, means } = expected
  const benchmark = benchmarkById(expected.benchmark)
  const scorer = scorerFor(benchmark, suite)
  const promptProfile = profileOf(benchmark)
  if (batch.scorer !== scorer.id || batch.promptProfile !== promptProfile)
    refuse(
      `scored by ${batch.scorer} under prompt profile ${batch.promptProfile}, not ${scorer.id} under ${promptProfile}`,
    )
  const probed = probedBenchmark(benchmark, expected.items, isJudged(scorer))
  const conditions = suiteConditions(suite, probed, checkpoint, probes, means)
  const wanted = conditions.map(({ probe, condition }) => `${probe.id}@${probe.version} ${condition.id}`)
  const found = batch.outcomes.map(one => `${one.probe}@${one.probeVersion} ${one.condition}`)
  if (found.join('\n') !== wanted.join('\n'))
    refuse(
      `it has ${found.length} conditions (${found.slice(0, 3).join(', ')}, …), the suite has ${wanted.length}`,
    )
  const items = expected.items.slice(batch.firstItem, batch.endItem)
  const units = benchmark.units(expected.items)
  const asker = itemAsker(suite, { benchmark: benchmark.id, items: expected.items, units })
  const answered = conditions.flatMap((planned, at) => {
    const outcomes = batch.outcomes[at]
    return outcomes ? [{ planned, outcomes }] : []
  })
  for (const { planned, outcomes } of answered)
    checkLists(outcomes, items, planned, asker(planned)?.subarray(batch.firstItem, batch.endItem) ?? null)
  const answers = new Map(batch.responses.map(one => [keyOf(one.probe, one.condition, one.item), one]))
  const asked = answered.reduce((sum, { outcomes }) => sum + countAsked(outcomes), 0)
  if (batch.responses.length !== asked || answers.size !== asked)
    refuse(
      `it has ${batch.responses.length} answers, not ${asked} under ${wanted.length} conditions for ${items.length} items`,
    )
  for (const { outcomes } of answered) checkScores(outcomes, items, { benchmark, scorer, answers })
}

function countAsked({ asked, scores }: ConditionOutcomes): number {
  return asked ? asked.filter(Boolean).length : scores.length
}

/** @param listed one flag per item of the batch; null: all are on the condition's list. */
function checkLists(
  { asked, scores, unparsed, changed, against }: ConditionOutcomes,
  items: readonly ItemRecord[],
  { probe, condition }: ProbeCondition,
  listed: Uint8Array | null,
): void {
  const lists = [scores, unparsed, changed, against ?? scores, asked ?? scores]
  if (lists.some(list => list.length !== items.length))
    refuse(`${probe.id} ${condition.id} has ${scores.length} scores for ${items.length} items`)
  for (const [at, item] of items.entries()) {
    const isAsked = asked?.[at] ?? true
    const isListed = listed === null || listed[at] === 1
    // No picture can be drawn of some captions: those items are left out where they are listed.
    const mayBeLeft = isListed && probe.needs.includes('synthesizer')
    if (isAsked !== isListed && !mayBeLeft)
      refuse(
        `item ${item.id} is ${isListed ? '' : 'not '}on the list of ${probe.id} ${condition.id}, and was ${isAsked ? '' : 'not '}asked`,
      )
    if (!isAsked && (scores[at] !== null || unparsed[at] || changed[at] || (against?.[at] ?? null) !== null))
      refuse(`item ${item.id} was not asked under ${probe.id} ${condition.id}, and has an outcome`)
  }
}

function checkScores(
  { probe, condition, asked, scores, unparsed, against, draws }: ConditionOutcomes,
  items: readonly ItemRecord[],
  { benchmark, scorer, answers }: Reading,
): void {
  const drawn: ResponseRecord['draw'][] = []
  for (const [at, item] of items.entries()) {
    if (asked?.[at] === false) continue
    const answer = answers.get(keyOf(probe, condition, item.id))
    if (!answer) refuse(`item ${item.id} has no answer under ${probe} ${condition}`)
    drawn.push(answer.draw)
    const shown = turnOptions(item, optionTurn(probe, condition))
    const outcome = outcomeHere(scorer, scoredItem(benchmark, shown), answer)
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
  if (jointDraw(drawn) !== draws)
    refuse(`${probe} ${condition} drew ${jointDraw(drawn)} by its answers, not ${draws}`)
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
