import { join } from 'node:path'
import type { Benchmark } from '#lib/benchmarks/benchmark'
import { mmstar } from '#lib/benchmarks/mmstar'
import type { Picture } from '#lib/domain/item'
import type { RgbImage } from '#lib/domain/rgb-image'
import { probes } from '#lib/probes/index'
import { everyCondition, type ProbeCondition } from '#lib/probes/suite-conditions'
import type { ArtifactSource } from '#workers/evaluation/artifact-source'
import { classNamer } from '#workers/evaluation/class-namer'
import type { Engine } from '#workers/evaluation/engine'
import type { EvaluatedFile } from '#workers/evaluation/evaluate-slice'
import { freshState, planItem, planNaively } from '#workers/evaluation/plan'
import { planRules } from '#workers/evaluation/plan-rules'
import type { PlanState, Step } from '#workers/evaluation/planned'
import { prepareItem, questionOf } from '#workers/evaluation/prepare-item'
import { type AskedItem, StepRunner } from '#workers/evaluation/run-steps'
import type { Said } from '#workers/evaluation/said'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'
import { madeFile } from './made-item'

export const checkpointFixtures = join(import.meta.dirname, '../fixtures/checkpoints')

/** Multiple choice among classes, so that all that can be read off an answer is. */
export const probedBenchmark: Benchmark = {
  ...mmstar,
  maxNewTokens: 4,
  classes: ['cat', 'a red dog', 'boat', 'sea'].map(name => ({ name, aliases: [], codes: [] })),
}

export function texture(width: number, height: number, seed: number): RgbImage {
  const pixels = Uint8Array.from(
    { length: width * height * 3 },
    (_, at) => (at * (89 + 2 * seed) + (at >> 7) * 31 + seed * 17) % 256,
  )
  return { width, height, pixels }
}

/** Four items; the second has the picture of the first, the fourth has two. */
export function probedFile(): EvaluatedFile {
  const row = (index: string, question: string) => ({
    ...{ index, question, A: 'red', B: 'a dog', C: 'two', answer: 'B', category: 'x' },
  })
  const rows = [row('a', 'Which?'), row('b', 'What is it?'), row('c', 'Which?'), row('d', 'How many?')]
  const picture = (image: RgbImage): Picture => ({ decode: async () => image })
  const [first, third, fourth] = [texture(56, 56, 1), texture(40, 56, 2), texture(60, 40, 3)]
  const pictures = [[first], [first], [third], [fourth, texture(30, 30, 4)]].map(some => some.map(picture))
  const file = madeFile(probedBenchmark, rows, at => pictures[at] ?? [])
  const records = file.records.map((record, at) => ({
    ...record,
    imageHash: file.records[at === 1 ? 0 : at]?.imageHash ?? '',
  }))
  const sizes = [first, first, third, fourth].map(({ width, height }) => ({ width, height }))
  return { ...file, records, sizes }
}

/** Some saliency and some picture for every item, but none of item `c`. */
export const someArtifacts: ArtifactSource = {
  async saliency(item) {
    const map = Float32Array.from({ length: 196 }, (_, cell) => ((cell * 37 + item.length) % 97) / 97)
    return { grid: 14, mean: map, head1: map.toReversed() }
  },
  async synthesized(item, picture) {
    return item === 'c' ? null : texture(44, 44, 9 + picture)
  },
  likeness: async () => null,
}

/** Every condition of every probe that a checkpoint answers itself, each kind of noise among them. */
export function everyOwnCondition({ shape }: Pick<Checkpoint, 'shape'>): ProbeCondition[] {
  return probes.flatMap(probe =>
    everyCondition(probe, { options: 3 }, shape)
      .filter(({ id, seed, needs = [] }) => {
        const outside = [...needs, ...(id.startsWith('encoder') ? ['encoder'] : [])]
        return seed <= 2 && !outside.includes('encoder') && !outside.includes('backbone')
      })
      .filter(() => probe.id !== 'text-maths')
      .map(condition => ({ probe, condition })),
  )
}

/** A way of answering: what came of every condition, and the steps it took. */
export interface Answered {
  readonly said: ReadonlyMap<ProbeCondition, Said>
  readonly steps: readonly Step[]
  readonly state: PlanState
  readonly multiplyAdds: number
}

export interface Answerer {
  readonly file: EvaluatedFile
  /** @param place of the item in the file. @param state null: every condition by itself, nothing shared. */
  answer(place: number, conditions: readonly ProbeCondition[], state: PlanState | null): Promise<Answered>
}

/** Answers items with all logits, by a plan or naively. */
export function answerer(engine: Engine, file: EvaluatedFile = probedFile()): Answerer {
  const { benchmark } = file
  const planners = { checkpoint: engine.checkpoint, backbone: engine.relatives.backbone }
  const rules = planRules(planners, benchmark, 3, engine.relatives.encoder?.shape ?? null)
  const namer = engine.relatives.encoder && classNamer(engine.relatives.encoder, benchmark)
  const runner = new StepRunner(engine, namer)
  return {
    file,
    async answer(place, conditions, state) {
      const item = file.items[place]
      if (!item) throw new Error(`no item ${place}`)
      const placed = { file, item, place, profile: 'llava' } as const
      const images = await Promise.all(item.images.map(picture => picture.decode()))
      const { asking } = await prepareItem(planners, placed, conditions, {
        sizes: images.map(({ width, height }) => ({ width, height })),
        saliency: (await engine.artifacts?.saliency(item.id)) ?? null,
        synthesized: async picture => (await engine.artifacts?.synthesized(item.id, picture)) ?? null,
      })
      const asked: AskedItem = {
        images,
        question: turn => questionOf(placed, turn),
        maxNewTokens: benchmark.maxNewTokens,
        labels: item.options.map(({ label }) => label),
        classes: benchmark.classes?.map(({ name }) => name) ?? [],
        otherPicture: async other => (await file.items[other]?.images[0]?.decode()) ?? texture(1, 1, 0),
        logits: true,
      }
      const plan = state ? planItem(asking, rules, state) : planNaively(asking, rules)
      const said = new Map<ProbeCondition, Said>()
      await runner.run(item.id, asked, plan.steps, (one, what) => said.set(one, what))
      return { said, ...plan }
    },
  }
}

export { freshState }

/** A random checkpoint in sessions of one layer, with what its probes take. */
export async function openProbed(name: string, layersPerSession = 1): Promise<Engine> {
  const checkpoint = await openCheckpoint(join(checkpointFixtures, name), {
    provider: 'cpu',
    threads: 1,
    layersPerSession,
  })
  return { checkpoint, relatives: { encoder: null, backbone: null }, artifacts: someArtifacts }
}
