import type { PropertyId } from '#lib/domain/property'
import { estimateParts } from '#lib/leaderboard/profile/estimate-parts'
import type { Profile, ProfileProperty, PropertyPart } from '#lib/leaderboard/profile/profile'
import { readingOrder } from '#lib/leaderboard/profile/property'

/** A part as the bootstrap leaves it: draws around its value. */
export function madePart(
  part: string,
  value: number,
  draws: readonly number[],
  scope = 'made',
): PropertyPart {
  return { part, scope, value, clusters: 100, draws: Float64Array.from(draws) }
}

/** A profile of the parts given; every other property is missing. */
export function madeProfile(
  parts: Partial<Record<PropertyId, readonly PropertyPart[]>>,
  states: Partial<Record<PropertyId, Pick<ProfileProperty, 'state' | 'reason'>>> = {},
): Profile {
  return {
    properties: readingOrder.map((id): ProfileProperty => {
      const own = parts[id] ?? []
      if (own.length === 0)
        return { id, state: 'missing', reason: 'not measured', estimate: null, parts: [], ineligible: [] }
      return {
        id,
        state: 'shown',
        reason: null,
        ...states[id],
        estimate: estimateParts(own),
        parts: own,
        ineligible: [],
      }
    }),
  }
}
