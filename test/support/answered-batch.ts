import { profileOf } from '#lib/benchmarks/benchmark'
import { benchmarkById } from '#lib/benchmarks/index'
import { scoredItem, scorerFor } from '#lib/benchmarks/score-answer'
import type { ItemRecord } from '#lib/domain/item'
import { noJudge, type Outcome, outcomeScore } from '#lib/domain/outcome'
import type { ConditionOutcomes, OutcomeBatch, ResponseRecord } from '#lib/domain/work'
import { probes } from '#lib/probes/index'
import { itemAsker } from '#lib/probes/item-list'
import { optionTurn } from '#lib/probes/option-rotation'
import { probedBenchmark } from '#lib/probes/probed-benchmark'
import { type ProbeCondition, suiteConditions } from '#lib/probes/suite-conditions'
import { turnOptions } from '#lib/probes/turned-options'
import { isJudged } from '#lib/scorers/scorer'
import type { ExpectedBatch } from '#lib/submissions/check-batch'

/** What somebody answers an item under a condition; a judge's replies where one is asked. */
export interface Said {
  readonly text: string
  readonly replies?: readonly string[]
}

/** Items [firstItem, endItem) of a file under every condition of the suite, each on its list, as a worker pushes them. */
export function answeredBatch(
  expected: ExpectedBatch,
  [firstItem, endItem]: readonly [number, number],
  say: (item: ItemRecord, planned: ProbeCondition) => Said,
): Omit<OutcomeBatch, 'attempt'> {
  const { suite, checkpoint, items, means } = expected
  const benchmark = benchmarkById(expected.benchmark)
  const scorer = scorerFor(benchmark, suite)
  const probed = probedBenchmark(benchmark, items, isJudged(scorer))
  const ask = itemAsker(suite, { benchmark: benchmark.id, items, units: benchmark.units(items) })
  const own = items.slice(firstItem, endItem)
  const answered = suiteConditions(suite, probed, checkpoint, probes, means).map(planned => {
    const listed = ask(planned)?.subarray(firstItem, endItem)
    const verdicts = own.map((item, at) => {
      if (listed?.[at] === 0) return null
      const said = say(item, planned)
      const shown = turnOptions(item, optionTurn(planned.probe.id, planned.condition.id))
      const outcome = verdict(scoredItem(benchmark, shown), said)
      return { outcome, response: record(item, planned, said, outcome) }
    })
    return { planned, listed, verdicts }
  })

  function verdict(item: ReturnType<typeof scoredItem>, { text, replies = [] }: Said): Outcome {
    if (!isJudged(scorer)) return scorer.score(item, text)
    return (replies.length > 0 && scorer.read(item, text, replies)) || { kind: 'not-scored', reason: noJudge }
  }

  return {
    firstItem,
    endItem,
    scorer: scorer.id,
    promptProfile: profileOf(benchmark),
    outcomes: answered.map(({ planned: { probe, condition }, listed, verdicts }): ConditionOutcomes => {
      const outcomes = verdicts.map(one => one?.outcome ?? null)
      const against = outcomes.map(one => (one?.kind === 'scored' ? (one.against ?? null) : null))
      return {
        probe: probe.id,
        probeVersion: probe.version,
        condition: condition.id,
        ...(listed ? { asked: [...listed].map(flag => flag === 1) } : {}),
        scores: outcomes.map(one => one && outcomeScore(one)),
        unparsed: outcomes.map(one => one?.kind === 'unparsed'),
        changed: outcomes.map(() => false),
        ...(against.some(one => one !== null) ? { against } : {}),
        ...(outcomes.some(one => one?.kind === 'not-scored') ? { notScored: noJudge } : {}),
      }
    }),
    responses: answered.flatMap(({ verdicts }) => verdicts.flatMap(one => one?.response ?? [])),
  }
}

function record(
  item: ItemRecord,
  { probe, condition }: ProbeCondition,
  { text, replies }: Said,
  outcome: Outcome,
): ResponseRecord {
  return {
    item: item.id,
    probe: probe.id,
    condition: condition.id,
    prompt: item.question,
    text,
    generatedIds: [7],
    truncated: false,
    parsed: outcome.kind === 'scored' ? outcome.parsed : null,
    rule: outcome.kind === 'scored' ? outcome.rule : null,
    score: outcomeScore(outcome),
    ...(outcome.kind === 'not-scored' ? { notScored: outcome.reason } : {}),
    ...(outcome.kind === 'scored' && outcome.against !== undefined ? { against: outcome.against } : {}),
    ...(replies ? { judge: { model: 'judge-7', prompt: 'ours-1', replies: [...replies] } } : {}),
  }
}
