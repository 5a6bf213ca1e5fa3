import type { ReadingPlace } from '#workers/runtime/checkpoint'
import type { EngineCosts } from '#workers/runtime/engine-costs'

/** Multiply-adds of reading the tokens of a prompt from a place on, with the logits after the last one. */
export function readingCost(costs: EngineCosts, tokens: number, place: ReadingPlace | null): number {
  const { layers, token, unwanted, pair, head } = costs
  const first = place?.token ?? 0
  const layersLeft = layers - floorLayer(costs, place)
  const pairs = (tokens * (tokens + 1) - first * (first + 1)) / 2
  const spared = (tokens - first - 1) * (token - unwanted)
  return layersLeft * ((tokens - first) * token + pairs * pair) - spared + head
}

/** Of saying so many tokens after a prompt: the first comes with its reading, the last is never read. */
export function sayingCost(costs: EngineCosts, tokens: number, said: number): number {
  const steps = Math.max(0, said - 1)
  return steps * feedingCost(costs, tokens + (steps + 1) / 2)
}

/** Of the probabilities of continuations of so many tokens each: their last one is never read. */
export function scoringCost(costs: EngineCosts, tokens: number, continuations: readonly number[]): number {
  return continuations.reduce((sum, length) => sum + sayingCost(costs, tokens, length), 0)
}

/** The layer that sessions let a reading begin at. */
export function floorLayer({ starts }: Pick<EngineCosts, 'starts'>, place: ReadingPlace | null): number {
  if (!place) return 0
  return Math.max(0, ...starts.filter(start => start <= place.layer))
}

/** Of one token that sees so many. */
function feedingCost({ layers, token, pair, head }: EngineCosts, seen: number): number {
  return layers * (token + seen * pair) + head
}
