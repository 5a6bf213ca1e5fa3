import { isNotEnough, type NotEnoughData } from '#lib/domain/not-enough-data'
import type { FeatureRead, Reduction } from '#lib/domain/reduction'
import type { AlignedSide, AlignmentResult } from '#lib/domain/reduction-result'
import { Refusal } from '#lib/domain/refusal'
import { compareAlignment } from '#lib/statistics/alignment-difference'
import { permutationNull } from '#lib/statistics/alignment-null'
import { clampFeatures, type Features, outlierThreshold } from '#lib/statistics/features'
import {
  alignLayers,
  drawHalves,
  type Halves,
  type LayerNeighbours,
  layerNeighbours,
} from '#lib/statistics/layer-alignment'
import { cycleKnn, neighbourOverlaps } from '#lib/statistics/neighbours'
import { linearCka, rowSimilarities, type Similarities } from '#lib/statistics/similarities'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import type { ImageEncoder } from '#workers/runtime/encoder'
import type { LanguageModelRunner } from '#workers/runtime/language-model-runner'
import type { ArtifactFolder } from './artifacts/artifact-folder'
import { checkpointFeatures, encoderFeatures } from './artifacts/image-features'
import { type LayerFeatures, textFeatures } from './artifacts/text-features'

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

/**
 * Mutual k-NN alignment of a checkpoint and of its encoder with language models, over the head of the file's items
 * (measurement 1.7 b). Texts are read once for all checkpoints; pictures are this checkpoint's own.
 * @param done how many pictures both have seen.
 * @throws Refusal `bad-usage` where there are too few items or no language model, or features tell nothing apart.
 */
export async function reduceAlignment(
  { reduction, file, checkpoint, encoder, languageModels, artifacts }: AlignmentRequest,
  done: (pictures: number) => void = () => {},
): Promise<AlignmentResult> {
  const items = file.items.filter(({ images }) => images.length > 0).slice(0, reduction.items)
  if (items.length < reduction.fewestItems)
    throw new Refusal(
      'bad-usage',
      `${file.title} has ${items.length} pictures with a text; alignment takes at least ${reduction.fewestItems}`,
    )
  const chosen = languageModels.slice(0, reduction.languageModels ?? languageModels.length)
  if (chosen.length === 0) throw new Refusal('bad-usage', 'there is no language model to align with')
  const key = `${file.benchmark.id}/${file.edition}`
  const halves = drawHalves(items.length, key)
  const sideOf = (name: FeatureRead['id'], features: LayerFeatures) =>
    layersOf(name, features, halves, reduction)
  const seen = sideOf('encoder', await encoderFeatures(encoder, items, done))
  const own = await checkpointFeatures(checkpoint, items, pictures => done(items.length + pictures))
  const states = sideOf('image-positions', own.layers)
  const projected = sideOf('projector', own.projector)
  const models: AlignmentResult['languageModels'] = []
  for (const { name, open } of chosen) {
    const model = await open()
    try {
      const texts = items.map(({ answer }) => answer)
      const read = sideOf('text', await textFeatures(artifacts, model, file.edition, texts))
      const encoded = align(seen, read, halves, key)
      const answered = align(states, read, halves, key)
      models.push({
        ...{ name, digest: model.digest, parameters: model.shape.parameters },
        encoder: encoded,
        checkpoint: answered,
        change: changeOf([seen, encoded], [states, answered], read, { key, k: reduction.neighbours }),
        others: [align(projected, read, halves, key)],
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

/** The layers of one side, with their similarities and neighbours. */
interface Side {
  readonly feature: string
  readonly features: readonly Features[]
  readonly similarities: readonly (Similarities | NotEnoughData)[]
  readonly neighbours: readonly (LayerNeighbours | NotEnoughData)[]
}

/** Clamped together, as the public code does; a layer whose rows are all alike has no neighbours and is passed over. */
function layersOf(
  feature: string,
  { items, layers }: LayerFeatures,
  halves: Halves,
  { clamp, neighbours }: Reduction,
): Side {
  const raw = layers.map(values => ({ rows: items, width: values.length / items, values }))
  const threshold = outlierThreshold(raw, clamp)
  const features = raw.map(layer => clampFeatures(layer, threshold))
  const similarities = features.map(rowSimilarities)
  return {
    ...{ feature, features, similarities },
    neighbours: similarities.map(one => (isNotEnough(one) ? one : layerNeighbours(one, halves, neighbours))),
  }
}

function align(own: Side, texts: Side, halves: Halves, key: string): AlignedSide {
  const found = told(alignLayers(own.neighbours, texts.neighbours), own.feature)
  const { maximum, halfSplit } = found
  const chosen = told(own.neighbours[halfSplit.imageLayer], own.feature)
  const text = told(texts.neighbours[halfSplit.textLayer], texts.feature)
  const overlaps = neighbourOverlaps(chosen.measuring, text.measuring)
  const rows = new Array<number | null>(chosen.all.rows).fill(null)
  halves.measuring.forEach((row, at) => {
    rows[row] = overlaps[at]
  })
  const all = (side: Side) => side.neighbours.flatMap(one => (isNotEnough(one) ? [] : [one.all]))
  const chance = told(permutationNull(maximum.value, all(own), all(texts), key), own.feature)
  const cka = linearCka(own.features[halfSplit.imageLayer], texts.features[halfSplit.textLayer])
  return {
    feature: own.feature,
    rows,
    score: halfSplit.value,
    pair: { own: halfSplit.imageLayer, other: halfSplit.textLayer },
    maximum: maximum.value,
    maximumPair: { own: maximum.imageLayer, other: maximum.textLayer },
    null: { mean: chance.mean, p: chance.p },
    cycle: cycleKnn(chosen.all, text.all),
    cka: isNotEnough(cka) ? null : cka,
  }
}

type Aligned = readonly [side: Side, found: AlignedSide]

function changeOf(
  encoder: Aligned,
  checkpoint: Aligned,
  texts: Side,
  { key, k }: { readonly key: string; readonly k: number },
): AlignmentResult['languageModels'][number]['change'] {
  const pairOf = ([side, { pair }]: Aligned) => ({
    image: told(side.similarities[pair.own], side.feature),
    text: told(texts.similarities[pair.other], texts.feature),
  })
  const found = told(compareAlignment(pairOf(encoder), pairOf(checkpoint), key, k), 'the difference')
  return { difference: found.difference, se: found.se, halfSampleSe: found.halfSampleSe }
}

/** @throws Refusal `bad-usage` where the data cannot give it. */
function told<T extends object>(value: T | NotEnoughData | undefined, what: string): T {
  if (value === undefined) throw new Refusal('bad-usage', `${what} has no such layer`)
  if (isNotEnough(value))
    throw new Refusal('bad-usage', `${what}: ${value.have} ${value.what}, not ${value.need}`)
  return value
}
