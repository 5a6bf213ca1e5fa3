import type { Item } from '#lib/domain/item'
import { type Outcome, outcomeScore } from '#lib/domain/outcome'
import type { ConditionOutcomes, ResponseRecord } from '#lib/domain/work'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import type { Scorer } from '#lib/scorers/scorer'
import type { Generation } from '#workers/runtime/checkpoint'

/** Scores one answer and keeps everything needed to read and recompute it. */
export function recordResponse(
  item: Item,
  { probe, condition }: ProbeCondition,
  scorer: Scorer,
  generation: Generation,
): ResponseRecord {
  const outcome: Outcome = scorer.score(item, generation.text)
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
  }
}

/**
 * The outcomes of a batch, condition by condition in item order, from its responses alone: whoever holds the
 * responses can recompute them. @throws Error where a response is missing.
 */
export function outcomesOf(
  items: readonly Item[],
  conditions: readonly ProbeCondition[],
  responses: readonly ResponseRecord[],
): ConditionOutcomes[] {
  const found = new Map(
    responses.map(response => [key(response.probe, response.condition, response.item), response]),
  )
  const response = (probe: string, condition: string, item: Item): ResponseRecord => {
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
      unparsed: own.map(({ parsed }) => parsed === null),
      changed: own.map((said, at) => {
        const item = items[at]
        return reference !== null && item !== undefined
          ? reading(said) !== reading(response(reference.probe, reference.condition, item))
          : false
      }),
    }
  })
}

/** What an answer comes down to: what was read out of it, else its words. */
function reading({ parsed, text }: ResponseRecord): string {
  return parsed ?? `text:${text.toLowerCase().replace(/\s+/gu, ' ').trim()}`
}

function key(probe: string, condition: string, item: string): string {
  return JSON.stringify([probe, condition, item])
}
