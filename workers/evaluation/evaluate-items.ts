import type { PromptProfile } from '#lib/benchmarks/benchmark'
import { scoredItem } from '#lib/benchmarks/score-answer'
import { Refusal } from '#lib/domain/refusal'
import type { ResponseRecord } from '#lib/domain/work'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import { turnOptions } from '#lib/probes/turned-options'
import { drawDigest } from '#lib/statistics/draw-digest'
import { type Scoring, type Verdict, verdictOn } from './answer-verdict'
import { turnOf } from './arrange'
import { likenessUnder } from './artifact-source'
import type { Engine } from './engine'
import { type PlanRules, planItem } from './plan'
import type { PlanState, Step } from './planned'
import { type PlacedItem, prepareItem, questionOf, type SeenPictures } from './prepare-item'
import { recordResponse } from './record'
import type { StepRunner } from './run-steps'
import type { Said } from './said'

/** How the items of a file are evaluated. */
export interface ItemSetting {
  readonly engine: Engine
  readonly runner: StepRunner
  readonly rules: PlanRules
  readonly scoring: Scoring & { readonly profile: PromptProfile }
}

/** What is told while an item is worked on. */
export interface ItemWatch {
  /** The steps of the item are known. */
  planned(multiplyAdds: number): void
  /** Before each of them; may throw to leave the item. */
  before(step: Step): void
  after(step: Step): void
}

export interface EvaluatedItem {
  /** One a condition that the item was asked under, in their order. */
  readonly responses: readonly ResponseRecord[]
  readonly state: PlanState
}

/**
 * One item under the conditions: its distinct prompts answered once each, in the order of its plan.
 * @param state what the items before left.
 * @throws Refusal of the item's pictures, the checkpoint or the judge.
 */
export async function evaluateItem(
  setting: ItemSetting,
  placed: PlacedItem,
  conditions: readonly ProbeCondition[],
  state: PlanState,
  watch: ItemWatch,
): Promise<EvaluatedItem> {
  const { engine, runner, rules, scoring } = setting
  const { item, file } = placed
  const { benchmark } = file
  const images = await Promise.all(item.images.map(picture => picture.decode()))
  const { asking, asked } = await prepareItem(
    { checkpoint: engine.checkpoint, backbone: engine.relatives.backbone },
    placed,
    conditions,
    await seenPictures(engine, placed, images, conditions),
  )
  const plan = planItem(asking, rules, state)
  watch.planned(plan.multiplyAdds)
  const said = new Map<ProbeCondition, Said>()
  const askedItem = {
    images,
    question: (turn: number) => questionOf(placed, turn),
    maxNewTokens: benchmark.maxNewTokens,
    labels: item.options.map(({ label }) => label),
    classes: benchmark.classes?.map(({ name }) => name) ?? [],
    otherPicture: (other: number) => otherPicture(placed, other),
  }
  try {
    await runner.run(item.id, askedItem, plan.steps, (one, what) => said.set(one, what), watch)
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason !== 'too-many-tokens') throw error
    throw new Refusal(error.reason, `${benchmark.title}, item ${item.id}: ${error.message}`, { cause: error })
  }
  const turns = new Map(
    asking.arranged.map(({ planned, trials }) => [planned, turnOf(trials[0].interventions)]),
  )
  const draws = new Map(
    asking.arranged.map(({ planned, trials }) => [planned, drawDigest(planned.condition, trials)]),
  )
  const verdicts = await verdictsOn(scoring, placed, turns, said)
  const responses: ResponseRecord[] = []
  for (const condition of asked) {
    const [what, verdict] = [said.get(condition), verdicts.get(condition)]
    if (!what || !verdict)
      throw new Error(`item ${item.id} has no answer under ${condition.probe.id} ${condition.condition.id}`)
    const likeness = await likenessUnder(engine.artifacts, item.id, condition)
    responses.push({ ...recordResponse(item, condition, verdict, what, draws.get(condition)), ...likeness })
  }
  return { responses, state: plan.state }
}

async function seenPictures(
  { artifacts }: Engine,
  { item }: PlacedItem,
  sizes: SeenPictures['sizes'],
  conditions: readonly ProbeCondition[],
): Promise<SeenPictures> {
  const wanted = conditions.some(({ condition }) => condition.needs?.includes('saliency'))
  return {
    sizes,
    saliency: artifacts && wanted ? await artifacts.saliency(item.id) : null,
    synthesized: async picture => (await artifacts?.synthesized(item.id, picture)) ?? null,
  }
}

async function otherPicture({ file }: PlacedItem, place: number) {
  const picture = file.items[place]?.images[0]
  if (!picture) throw new Error(`item ${place} of the file has no picture`)
  return picture.decode()
}

/** The verdict on each condition; equal texts about equal options are judged once, all of them side by side. */
async function verdictsOn(
  scoring: Scoring,
  { file: { benchmark }, item }: PlacedItem,
  turns: ReadonlyMap<ProbeCondition, number>,
  said: ReadonlyMap<ProbeCondition, Said>,
): Promise<Map<ProbeCondition, Verdict>> {
  const known = new Map<string, Promise<Verdict>>()
  const judged = [...said].map(async ([condition, { text }]) => {
    const turn = turns.get(condition) ?? 0
    const key = `${turn} ${text}`
    const verdict = known.get(key) ?? verdictOn(scoring, scoredItem(benchmark, turnOptions(item, turn)), text)
    known.set(key, verdict)
    return [condition, await verdict] as const
  })
  return new Map(await Promise.all(judged))
}
