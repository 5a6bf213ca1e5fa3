import type { PromptProfile } from '#lib/benchmarks/benchmark'
import type { Saliency } from '#lib/domain/saliency'
import type { ImageSize } from '#lib/domain/visual-tokens'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import { freshState, type PlanRules, planItem, planNaively } from './plan'
import type { ItemPlan, PlanState } from './planned'
import { type Planners, prepareItem } from './prepare-item'

/** Items [firstItem, endItem) of a file, and which of its conditions ask each. */
export interface WorkToPlan {
  readonly file: Pick<BenchmarkFile, 'benchmark' | 'items' | 'records' | 'sizes'>
  readonly profile: PromptProfile
  readonly firstItem: number
  readonly endItem: number
  asked(place: number): readonly ProbeCondition[]
}

/** What items take, planned and by the naive loop; of items that were looked at, for all of them. */
export interface WorkEstimate {
  readonly multiplyAdds: number
  readonly naiveMultiplyAdds: number
  /** Prompts that are answered. */
  readonly answers: number
  readonly towerPasses: number
  /** Items that the plan was made for. */
  readonly planned: number
}

/** Every picture is thought to have one, where nothing is decoded yet: what it costs is the same. */
const anySaliency: Saliency = { grid: 1, mean: Float32Array.of(1), head1: Float32Array.of(1) }

/**
 * Plans some items, evenly spread, without decoding a picture: the size of an item's first one stands for those of all.
 * @param most items to plan.
 */
export async function estimateWork(
  planners: Planners,
  work: WorkToPlan,
  rules: PlanRules,
  most: number,
): Promise<WorkEstimate> {
  const { firstItem, endItem } = work
  const items = endItem - firstItem
  const planned = Math.min(items, most)
  const totals = { multiplyAdds: 0, naiveMultiplyAdds: 0, answers: 0, towerPasses: 0 }
  let state = freshState
  for (let at = 0; at < planned; at++) {
    const place = firstItem + Math.floor((at * items) / planned)
    const one = await planPlace(planners, work, rules, place, state)
    if (!one) continue
    state = one.plan.state
    totals.multiplyAdds += one.plan.multiplyAdds
    totals.naiveMultiplyAdds += one.naive.multiplyAdds
    totals.answers += answersIn(one.plan)
    totals.towerPasses += passesIn(one.plan)
  }
  const scale = planned > 0 ? items / planned : 0
  return {
    multiplyAdds: totals.multiplyAdds * scale,
    naiveMultiplyAdds: totals.naiveMultiplyAdds * scale,
    answers: Math.round(totals.answers * scale),
    towerPasses: Math.round(totals.towerPasses * scale),
    planned,
  }
}

async function planPlace(
  planners: Planners,
  { file, profile, asked }: WorkToPlan,
  rules: PlanRules,
  place: number,
  state: PlanState,
): Promise<{ plan: ItemPlan; naive: ItemPlan } | null> {
  const item = file.items[place]
  if (!item) return null
  const first = file.sizes[place] ?? { width: 1, height: 1 }
  const sizes = item.images.map((): ImageSize => first)
  const seen = { sizes, saliency: anySaliency, synthesized: async () => first }
  const { asking } = await prepareItem(planners, { file, item, place, profile }, asked(place), seen)
  return { plan: planItem(asking, rules, state), naive: planNaively(asking, rules) }
}

function answersIn({ steps }: ItemPlan): number {
  return steps.reduce((sum, step) => sum + (step.kind === 'answer' ? step.answers.length : 0), 0)
}

function passesIn({ steps }: ItemPlan): number {
  return steps.reduce((sum, step) => sum + (step.kind === 'encode' ? step.picture.passes : 0), 0)
}
