import { isNotEnough, type NotEnoughData } from '#lib/domain/not-enough-data'
import type { FeatureRead, Reduction } from '#lib/domain/reduction'
import type { AlignedSide, AlignmentResult } from '#lib/domain/reduction-result'
import { Refusal } from '#lib/domain/refusal'
import { compareAlignment } from '#lib/statistics/alignment-difference'
import { permutedMaxima, summariseNull } from '#lib/statistics/alignment-null'
import { clampFeatures, type Features, outlierThreshold } from '#lib/statistics/features'
import {
  alignLayers,
  type Halves,
  type LayerNeighbours,
  layerNeighbours,
} from '#lib/statistics/layer-alignment'
import { cycleKnn, neighbourOverlaps } from '#lib/statistics/neighbours'
import { linearCka, rowSimilarities, type Similarities } from '#lib/statistics/similarities'
import type { LayerFeatures } from './artifacts/text-features'
import type { LongWork } from './long-work'

/** How sides are compared: the same for all of one reduction. */
export interface Comparing {
  readonly reduction: Reduction
  readonly halves: Halves
  /** Names the draws: the same for all checkpoints. */
  readonly key: string
  readonly pause: LongWork['pause']
}

/** The layers of one side, with their similarities and neighbours. */
export interface Side {
  readonly feature: string
  readonly features: readonly Features[]
  readonly similarities: readonly (Similarities | NotEnoughData)[]
  readonly neighbours: readonly (LayerNeighbours | NotEnoughData)[]
}

/**
 * Clamped together, as the public code does; a layer whose rows are all alike has no neighbours and is passed over. A layer
 * of a large model takes seconds, and in between others are let through.
 */
export async function layersOf(
  feature: FeatureRead['id'],
  { items, layers }: LayerFeatures,
  { reduction, halves, pause }: Comparing,
): Promise<Side> {
  const raw = layers.map(values => ({ rows: items, width: values.length / items, values }))
  const threshold = outlierThreshold(raw, reduction.clamp)
  const features: Features[] = []
  const similarities: (Similarities | NotEnoughData)[] = []
  const neighbours: (LayerNeighbours | NotEnoughData)[] = []
  for (const layer of raw) {
    await pause()
    const clamped = clampFeatures(layer, threshold)
    const near = rowSimilarities(clamped)
    features.push(clamped)
    similarities.push(near)
    neighbours.push(isNotEnough(near) ? near : layerNeighbours(near, halves, reduction.neighbours))
  }
  return { feature, features, similarities, neighbours }
}

/** How alike the neighbourhoods of a side are to those of a language model's texts. @throws Refusal `bad-usage`. */
export async function align(own: Side, texts: Side, comparing: Comparing): Promise<AlignedSide> {
  const { halves, pause } = comparing
  await pause()
  const found = told(alignLayers(own.neighbours, texts.neighbours), own.feature)
  const { maximum, halfSplit } = found
  const chosen = told(own.neighbours[halfSplit.imageLayer], own.feature)
  const text = told(texts.neighbours[halfSplit.textLayer], texts.feature)
  const overlaps = neighbourOverlaps(chosen.measuring, text.measuring)
  const rows = new Array<number | null>(chosen.all.rows).fill(null)
  halves.measuring.forEach((row, at) => {
    rows[row] = overlaps[at]
  })
  const chance = await nullOf(maximum.value, own, texts, comparing)
  await pause()
  const cka = linearCka(own.features[halfSplit.imageLayer], texts.features[halfSplit.textLayer])
  return {
    feature: own.feature,
    rows,
    score: halfSplit.value,
    pair: { own: halfSplit.imageLayer, other: halfSplit.textLayer },
    maximum: maximum.value,
    maximumPair: { own: maximum.imageLayer, other: maximum.textLayer },
    null: chance,
    cycle: cycleKnn(chosen.all, text.all),
    cka: isNotEnough(cka) ? null : cka,
  }
}

async function nullOf(
  score: number,
  own: Side,
  texts: Side,
  { reduction, key, pause }: Comparing,
): Promise<AlignedSide['null']> {
  const all = (side: Side) => side.neighbours.flatMap(one => (isNotEnough(one) ? [] : [one.all]))
  const maxima: number[] = []
  for (const maximum of permutedMaxima(all(own), all(texts), key, reduction.nullPermutations)) {
    maxima.push(maximum)
    await pause()
  }
  const { mean, p } = told(summariseNull(score, maxima), own.feature)
  return { mean, p }
}

type Aligned = readonly [side: Side, found: AlignedSide]

/** Second less first over the rows that chose no pair of layers. @throws Refusal `bad-usage`. */
export function changeOf(
  encoder: Aligned,
  checkpoint: Aligned,
  texts: Side,
  { reduction, halves, key }: Comparing,
): AlignmentResult['languageModels'][number]['change'] {
  const pairOf = ([side, { pair }]: Aligned) => ({
    image: told(side.similarities[pair.own], side.feature),
    text: told(texts.similarities[pair.other], texts.feature),
  })
  const how = {
    key,
    k: reduction.neighbours,
    halfSamples: reduction.halfSamples,
    members: halves.measuring,
  }
  const found = told(compareAlignment(pairOf(encoder), pairOf(checkpoint), how), 'the difference')
  return { difference: found.difference, se: found.se, halfSampleSe: found.halfSampleSe }
}

/** @throws Refusal `bad-usage` where the data cannot give it. */
function told<T extends object>(value: T | NotEnoughData | undefined, what: string): T {
  if (value === undefined) throw new Refusal('bad-usage', `${what} has no such layer`)
  if (isNotEnough(value))
    throw new Refusal('bad-usage', `${what}: ${value.have} ${value.what}, not ${value.need}`)
  return value
}
