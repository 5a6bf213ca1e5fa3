import { join } from 'node:path'
import type { Benchmark } from '#lib/benchmarks/benchmark'
import { cifar100 } from '#lib/benchmarks/cifar-100'
import { editionHash } from '#lib/benchmarks/edition'
import { mmstar } from '#lib/benchmarks/mmstar'
import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { RgbImage } from '#lib/domain/rgb-image'
import { probes } from '#lib/probes/index'
import { type ProbeCondition, suiteConditions } from '#lib/probes/suite-conditions'
import type { ArrangedTrials } from '#workers/evaluation/arrange'
import type { ArtifactSource } from '#workers/evaluation/artifact-source'
import type { EvaluatedFile } from '#workers/evaluation/evaluate-slice'

/** Where the tokenizer and the template come from: a random checkpoint has none of its own. */
export const textFiles = join('test', 'fixtures', 'checkpoints', 'random-onevision')

/** An answer has so many tokens. */
export const newTokens = 3

/** Multiple choice that asks for a class as well: an item of it takes every probe. */
export const everything: Benchmark = {
  ...mmstar,
  maxNewTokens: newTokens,
  ...(cifar100.classes ? { classes: cifar100.classes } : {}),
}

/** Benchmarks whose conditions one item is put under here, all of them together. */
const taken = ['mmstar', 'mme', 'ai2d', 'mathvista', 'cifar-100']

/** A picture with something everywhere. */
export function madePicture(width: number, height: number, seed = 1): RgbImage {
  const pixels = Uint8Array.from(
    { length: width * height * 3 },
    (_, at) => (at * (89 + 2 * seed) + (at >> 7) * 31 + seed * 17) % 256,
  )
  return { width, height, pixels }
}

/** One item, and another whose picture can be shown in its place. */
export function madeFile(image: RgbImage): EvaluatedFile {
  const images = [image, madePicture(image.width, image.height, 2)]
  const items = images.map((one, at) => {
    const row = { index: `${at}`, question: 'Which?', A: 'red', B: 'a dog', C: 'two', D: 'no' }
    const item = everything.toItem({ ...row, answer: 'B', category: 'x' })
    return { ...item, images: [{ decode: async () => one }] }
  })
  const records = items.map(({ images: _, ...item }, at) => {
    const hash = `${at}`.padStart(64, '0')
    return { ...item, imageHash: hash, hash }
  })
  return {
    benchmark: everything,
    title: 'one item',
    edition: editionHash(records.map(({ hash }) => hash)),
    items,
    records,
    sizes: images.map(({ width, height }) => ({ width, height })),
  }
}

/** What was made for all checkpoints is taken as made: a map of what stands out, and a picture drawn anew. */
export const madeArtifacts: ArtifactSource = {
  async saliency() {
    const map = Float32Array.from({ length: 196 }, (_, cell) => ((cell * 37) % 97) / 97)
    return { grid: 14, mean: map, head1: map }
  },
  synthesized: async () => madePicture(1024, 1024, 3),
  likeness: async () => null,
}

/** Every condition of the standard suite that a checkpoint answers itself, of seed 1 alone. Each id once. */
export function conditionsOnce(shape: CheckpointShape): ProbeCondition[] {
  const means = ['weights', 'judge', 'saliency', 'synthesizer', 'encoder'] as const
  const all = taken.flatMap(benchmark =>
    suiteConditions('standard', { benchmark, options: 4 }, shape, probes, means),
  )
  const turned = suiteConditions('standard', { benchmark: 'mmstar', options: 4 }, shape)
  const found = new Map([...all, ...turned].map(one => [`${one.probe.id} ${one.condition.id}`, one]))
  return [...found.values()].filter(
    ({ condition: { seed, id } }) => seed <= 1 && id !== 'encoder' && id !== 'backbone',
  )
}

/** What a naive answer takes depends on this alone. */
export const naiveKinds = [
  'plain',
  'no-picture',
  'other-picture',
  'order',
  'keep',
  'drop',
  'token-noise',
  'layer-noise',
  'turned',
  'classes',
] as const
export type NaiveKind = (typeof naiveKinds)[number]

export function naiveKind({ planned: { condition }, trials: [trial] }: ArrangedTrials): NaiveKind {
  if (trial.readout.kind === 'score-classes') return 'classes'
  for (const intervention of trial.interventions) {
    if (intervention.at === 'image')
      return intervention.edit.kind === 'remove' ? 'no-picture' : 'other-picture'
    if (intervention.at === 'hidden-state') return 'layer-noise'
    if (intervention.at === 'options') return 'turned'
    if ('order' in intervention) return 'order'
    if ('keep' in intervention) return condition.id.startsWith('keep/') ? 'keep' : 'drop'
    return 'token-noise'
  }
  return 'plain'
}
