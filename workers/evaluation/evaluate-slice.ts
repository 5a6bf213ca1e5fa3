import { type Benchmark, type PromptProfile, profileOf } from '#lib/benchmarks/benchmark'
import { isJudgedUnder, scorerFor } from '#lib/benchmarks/score-answer'
import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { Judge } from '#lib/domain/judge'
import type { SuiteId } from '#lib/domain/suite'
import type { OutcomeBatch, ResponseRecord } from '#lib/domain/work'
import { itemAsker } from '#lib/probes/item-list'
import type { Probe } from '#lib/probes/probe'
import { probedBenchmark } from '#lib/probes/probed-benchmark'
import { type Means, type ProbeCondition, suiteConditions } from '#lib/probes/suite-conditions'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import type { ArtifactSource } from './artifact-source'
import { classNamer } from './class-namer'
import { type Engine, noRelatives, type Relatives } from './engine'
import { estimateWork } from './estimate-work'
import { evaluateItem, type ItemSetting } from './evaluate-items'
import { freshState } from './plan'
import { planRules } from './plan-rules'
import { outcomesOf } from './record'
import { StepRunner } from './run-steps'
import { countWork, type Progress } from './work-left'

/** What an evaluation takes of a benchmark file. */
export type EvaluatedFile = Pick<
  BenchmarkFile,
  'benchmark' | 'title' | 'edition' | 'items' | 'records' | 'sizes'
>

/** Items [firstItem, endItem) of a benchmark under every condition of the probes. */
export interface SliceRequest {
  readonly file: EvaluatedFile
  readonly probes: readonly Probe[]
  readonly suite: SuiteId
  readonly firstItem: number
  readonly endItem: number
  readonly batchItems: number
  /** First items of the batches that are stored already: not evaluated again. */
  readonly storedBatches: readonly number[]
  /** Left out: what needs a judge is not scored. */
  readonly judge?: Judge | null
  /** For a benchmark that has it; left out: its default. */
  readonly profile?: PromptProfile | undefined
  /** What there is to run probes with; left out: a checkpoint's own (`ownMeans`). */
  readonly means?: Means
  /** Relatives of the checkpoint that are loaded. */
  readonly relatives?: Relatives
  /** What was made for the file once for all checkpoints. */
  readonly artifacts?: ArtifactSource | null
}

/** The outcomes and answers of one batch: what a worker pushes, less its attempt. */
export type EvaluatedBatch = Omit<OutcomeBatch, 'attempt'>

/** Items that are planned beforehand, to know how much there is to do. */
const itemsForecast = 16

/**
 * The batches of a slice that are not stored yet, one after the other. A local run and a worker both get their
 * results from here, so equal inputs make equal bytes: every batch begins afresh, whatever was done before it.
 * @param beforeStep is called before every item and every step of one; may throw to leave the slice.
 */
export async function* evaluateSlice(
  checkpoint: Checkpoint,
  request: SliceRequest,
  beforeStep: () => void,
  progress: (now: Progress) => void = () => {},
): AsyncGenerator<EvaluatedBatch> {
  const { file, endItem, suite, firstItem, relatives = noRelatives, artifacts = null } = request
  const { benchmark } = file
  const profile = profileOf(benchmark, request.profile)
  const scoring = { scorer: scorerFor(benchmark, suite), judge: request.judge ?? null, profile }
  const lists = askedConditions(request, checkpoint.shape)
  const asked = (place: number) =>
    lists.flatMap(({ planned, flags }) => (flags && flags[place] !== 1 ? [] : [planned]))
  const engine: Engine = { checkpoint, relatives, artifacts }
  const planners = { checkpoint, backbone: relatives.backbone }
  const rules = planRules(planners, benchmark, mostOptions(file), relatives.encoder?.shape ?? null)
  const namer = relatives.encoder && classNamer(relatives.encoder, benchmark)
  const forecast = await estimateWork(
    planners,
    { file, profile, firstItem, endItem, asked },
    rules,
    itemsForecast,
  )
  const items = endItem - firstItem
  const work = countWork(items, storedItems(request), forecast.multiplyAdds / Math.max(1, items))
  for (const first of batchesOf(request)) {
    const last = Math.min(endItem, first + request.batchItems)
    const setting: ItemSetting = { engine, rules, scoring, runner: new StepRunner(engine, namer) }
    const responses: ResponseRecord[] = []
    let state = freshState
    for (let place = first; place < last; place++) {
      const item = file.items[place]
      if (!item) throw new Error(`${file.title} has ${file.items.length} items, and no item ${place}`)
      beforeStep()
      const evaluated = await evaluateItem(setting, { file, item, place, profile }, asked(place), state, {
        planned: multiplyAdds => work.begin(multiplyAdds),
        before() {
          beforeStep()
          progress(work.now())
        },
        after: ({ multiplyAdds }) => work.step(multiplyAdds),
      })
      state = evaluated.state
      responses.push(...evaluated.responses)
      work.end()
      progress(work.now())
    }
    yield {
      firstItem: first,
      endItem: last,
      scorer: scoring.scorer.id,
      promptProfile: profile,
      outcomes: batchOutcomes(file.items.slice(first, last), lists, responses),
      responses,
    }
  }
}

/** A condition of a slice, and which items of the file it asks: 1 where it does; null: all. */
export interface ListedCondition {
  readonly planned: ProbeCondition
  readonly flags: Uint8Array | null
}

/** Every condition of a slice with its list of items (measurement 1.10). */
export function askedConditions(
  {
    suite,
    file,
    probes,
    means,
  }: Pick<SliceRequest, 'suite' | 'probes' | 'means'> & { readonly file: ListedFile },
  shape: CheckpointShape,
): ListedCondition[] {
  const { benchmark, records } = file
  const probed = probedBenchmark(benchmark, records, isJudgedUnder(benchmark, suite))
  const askerOf = itemAsker(suite, {
    benchmark: benchmark.id,
    items: records,
    units: benchmark.units(records),
  })
  const conditions = suiteConditions(suite, probed, shape, probes, means)
  return conditions.map(planned => ({ planned, flags: askerOf(planned) }))
}
type ListedFile = Pick<BenchmarkFile, 'records'> & { readonly benchmark: Benchmark }

/** First items of the batches that are still to be evaluated. */
export function batchesOf({ firstItem, endItem, batchItems, storedBatches }: SliceRequest): number[] {
  const count = Math.ceil((endItem - firstItem) / batchItems)
  return Array.from({ length: count }, (_, batch) => firstItem + batch * batchItems).filter(
    first => !storedBatches.includes(first),
  )
}

/** Items of the batches that are stored already; the last batch may be short. */
export function storedItems({
  endItem,
  batchItems,
  storedBatches,
}: Pick<SliceRequest, 'endItem' | 'batchItems' | 'storedBatches'>): number {
  return storedBatches.reduce((sum, first) => sum + Math.min(batchItems, endItem - first), 0)
}

function batchOutcomes(
  items: EvaluatedFile['items'],
  lists: readonly ListedCondition[],
  responses: readonly ResponseRecord[],
): OutcomeBatch['outcomes'] {
  const answered = new Set(
    responses.map(({ probe, condition, item }) => JSON.stringify([probe, condition, item])),
  )
  const asked = lists.map(({ planned: { probe, condition } }) =>
    items.map(({ id }) => answered.has(JSON.stringify([probe.id, condition.id, id]))),
  )
  const conditions = lists.map(({ planned }) => planned)
  return outcomesOf(items, conditions, responses, asked)
}

function mostOptions({ items }: EvaluatedFile): number {
  return items.reduce((most, { options }) => Math.max(most, options.length), 0)
}
