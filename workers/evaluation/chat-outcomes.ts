import type { Item } from '#lib/domain/item'
import type { ConditionOutcomes, ResponseRecord } from '#lib/domain/work'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import { outcomesOf } from './record'

/**
 * The outcomes of a batch, condition by condition in item order. An item that has no answer under a condition was not
 * asked under it: it is no zero, and leaves that comparison alone.
 * @param reasons why the first item that has no answer under a condition has none.
 */
export function chatOutcomes(
  items: readonly Pick<Item, 'id' | 'options'>[],
  conditions: readonly ProbeCondition[],
  responses: readonly ResponseRecord[],
  reasons: ReadonlyMap<ProbeCondition, string>,
): ConditionOutcomes[] {
  const answered = new Set(responses.map(({ probe, condition, item }) => keyOf(probe, condition, item)))
  const asked = conditions.map(({ probe, condition }) =>
    items.map(({ id }) => answered.has(keyOf(probe.id, condition.id, id))),
  )
  return outcomesOf(items, conditions, responses, asked).map((outcomes, at) => {
    const reason = conditions[at] && reasons.get(conditions[at])
    if (reason === undefined) return outcomes
    return { ...outcomes, notScored: outcomes.notScored ?? reason.slice(0, longestReason) }
  })
}

/** Characters of a reason that the protocol takes. */
const longestReason = 500

function keyOf(probe: string, condition: string, item: string): string {
  return JSON.stringify([probe, condition, item])
}
