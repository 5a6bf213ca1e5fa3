import type { Item } from '#lib/domain/item'
import { type Outcome, outcomeScore } from '#lib/domain/outcome'
import type { ConditionOutcomes, ResponseRecord } from '#lib/domain/work'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import type { Generation } from '#workers/runtime/checkpoint'
import type { Verdict } from './answer-verdict'

/** Keeps everything needed to read an answer and to recompute what came of it. */
export function recordResponse(
  item: Pick<Item, 'id'>,
  { probe, condition }: ProbeCondition,
  { outcome, judge }: Verdict,
  generation: Generation,
): ResponseRecord {
  return {
    item: item.id,
    probe: probe.id,
    condition: condition.id,
    prompt: generation.promptText,
    text: generation.text,
    generatedIds: [...generation.generatedIds],
    truncated: generation.truncated,
    parsed: outcome.kind === 'scored' ? outcome.parsed : null,
    rule: outcome.kind === 'scored' ? outcome.rule : null,
    score: outcomeScore(outcome),
    ...besides(outcome),
    ...(judge ? { judge } : {}),
  }
}

/** What only some outcomes have. */
function besides(outcome: Outcome): Pick<ResponseRecord, 'notScored' | 'lenient' | 'against'> {
  if (outcome.kind === 'not-scored') return { notScored: outcome.reason }
  const { lenient } = outcome
  const against = outcome.kind === 'scored' ? outcome.against : undefined
  return {
    ...(lenient ? { lenient: { parsed: lenient.parsed, rule: lenient.rule, score: lenient.value } } : {}),
    ...(against === undefined ? {} : { against }),
  }
}

/**
 * The outcomes of a batch, condition by condition in item order, from its responses alone: whoever holds the
 * responses can recompute them. @throws Error where a response is missing.
 */
export function outcomesOf(
  items: readonly Pick<Item, 'id'>[],
  conditions: readonly ProbeCondition[],
  responses: readonly ResponseRecord[],
): ConditionOutcomes[] {
  const found = new Map(
    responses.map(response => [key(response.probe, response.condition, response.item), response]),
  )
  const response = (probe: string, condition: string, item: Pick<Item, 'id'>): ResponseRecord => {
    const one = found.get(key(probe, condition, item.id))
    if (!one) throw new Error(`no response of item ${item.id} under ${probe} ${condition}`)
    return one
  }
  return conditions.map(({ probe, condition }) => {
    const own = items.map(item => response(probe.id, condition.id, item))
    const { reference } = condition
    return {
      probe: probe.id,
      probeVersion: probe.version,
      condition: condition.id,
      scores: own.map(({ score }) => score),
      unparsed: own.map(({ parsed, notScored }) => parsed === null && notScored === undefined),
      changed: own.map((said, at) => {
        const item = items[at]
        return reference !== null && item !== undefined
          ? reading(said) !== reading(response(reference.probe, reference.condition, item))
          : false
      }),
      ...(own.some(({ against }) => against !== undefined)
        ? { against: own.map(({ against }) => against ?? null) }
        : {}),
      ...firstReason(own),
    }
  })
}

/** Characters of a reason that the protocol takes. */
const longestReason = 500

function firstReason(responses: readonly ResponseRecord[]): Pick<ConditionOutcomes, 'notScored'> {
  const reason = responses.find(({ notScored }) => notScored !== undefined)?.notScored
  return reason === undefined ? {} : { notScored: reason.slice(0, longestReason) }
}

/** What an answer comes down to: what was read out of it, else its words. What a judge said is no reading of it. */
function reading({ parsed, text, judge }: ResponseRecord): string {
  return (judge ? null : parsed) ?? `text:${text.toLowerCase().replace(/\s+/gu, ' ').trim()}`
}

function key(probe: string, condition: string, item: string): string {
  return JSON.stringify([probe, condition, item])
}
