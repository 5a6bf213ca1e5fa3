import { alignmentIds } from '#lib/benchmarks/docci'
import type { FeatureRead, Reduction } from '#lib/domain/reduction'
import type { AlignmentResult } from '#lib/domain/reduction-result'
import { Refusal } from '#lib/domain/refusal'
import { drawHalves } from '#lib/statistics/layer-alignment'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import type { ImageEncoder } from '#workers/runtime/encoder'
import type { LanguageModelRunner } from '#workers/runtime/language-model-runner'
import { align, type Comparing, changeOf, layersOf } from './aligned-sides'
import type { ArtifactFolder } from './artifacts/artifact-folder'
import { checkpointFeatures, encoderFeatures } from './artifacts/image-features'
import { type LayerFeatures, textFeatures } from './artifacts/text-features'
import { type LongWork, unwatched } from './long-work'

/** A language model that images are held against. */
export interface NamedLanguageModel {
  readonly name: string
  /** Opens it with pooled taps; it is closed before the next one is opened. */
  open(): Promise<LanguageModelRunner>
}

export interface AlignmentRequest {
  readonly reduction: Reduction
  readonly file: Pick<BenchmarkFile, 'benchmark' | 'edition' | 'title' | 'items'>
  /** Opened with pooled taps. */
  readonly checkpoint: Checkpoint
  readonly encoder: ImageEncoder
  /** The smallest first. */
  readonly languageModels: readonly NamedLanguageModel[]
  readonly artifacts: ArtifactFolder
}

/** The pairs that are held against each other: the same, in the same order, of every form that a file has. */
export function alignedItems(items: BenchmarkFile['items'], most: number): BenchmarkFile['items'] {
  const pictured = new Map(items.flatMap(item => (item.images.length > 0 ? [[item.id, item]] : [])))
  return alignmentIds([...pictured.values()], most).flatMap(id => pictured.get(id) ?? [])
}

/**
 * Mutual k-NN alignment of a checkpoint and of its encoder with language models, over the file's first items by their ids
 * (measurement 1.7 b). Texts are read once for all checkpoints; pictures are this checkpoint's own.
 * @throws Refusal `bad-usage` where there are too few items or no language model, or features tell nothing apart.
 */
export async function reduceAlignment(
  { reduction, file, checkpoint, encoder, languageModels, artifacts }: AlignmentRequest,
  work: LongWork = unwatched,
): Promise<AlignmentResult> {
  const items = alignedItems(file.items, reduction.items)
  if (items.length < reduction.fewestItems)
    throw new Refusal(
      'bad-usage',
      `${file.title} has ${items.length} pictures with a text; alignment takes at least ${reduction.fewestItems}`,
    )
  const chosen = languageModels.slice(0, reduction.languageModels ?? languageModels.length)
  if (chosen.length === 0) throw new Refusal('bad-usage', 'there is no language model to align with')
  const key = `${file.benchmark.id}/${file.edition}`
  const halves = drawHalves(items.length, key)
  const comparing: Comparing = { reduction, halves, key, pause: work.pause }
  const sideOf = (name: FeatureRead['id'], features: LayerFeatures) => layersOf(name, features, comparing)
  const read = (what: string) => async (done: number) => {
    work.done(`${file.title}: ${what}`, done, items.length)
    await work.pause()
  }
  const seen = await sideOf(
    'encoder',
    await encoderFeatures(encoder, items, read('pictures, by the encoder')),
  )
  const own = await checkpointFeatures(checkpoint, items, read('pictures, by the checkpoint'))
  const states = await sideOf('image-positions', own.layers)
  const projected = await sideOf('projector', own.projector)
  const models: AlignmentResult['languageModels'] = []
  for (const { name, open } of chosen) {
    const model = await open()
    try {
      const texts = items.map(({ answer }) => answer)
      const features = await textFeatures(artifacts, model, file.edition, texts, read(`texts, by ${name}`))
      const side = await sideOf('text', features)
      const encoded = await align(seen, side, comparing)
      const answered = await align(states, side, comparing)
      models.push({
        ...{ name, digest: model.digest, parameters: model.shape.parameters },
        encoder: encoded,
        checkpoint: answered,
        change: changeOf([seen, encoded], [states, answered], side, comparing),
        others: [await align(projected, side, comparing)],
      })
    } finally {
      await model.close()
    }
  }
  return {
    probe: 'alignment-knn',
    benchmark: file.benchmark.id,
    edition: file.edition,
    items: items.map(({ id }) => id),
    neighbours: reduction.neighbours,
    chance: reduction.neighbours / (halves.measuring.length - 1),
    languageModels: models,
  }
}
