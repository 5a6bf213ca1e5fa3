import { isNotEnough, type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { chanceCorrected } from './chance-corrected'
import { keyedRandom } from './keyed-random'
import { mutualKnn, type Neighbours, nearestNeighbours } from './neighbours'
import type { Similarities } from './similarities'

/** Neighbours asked for in every comparison of the product (measurement 1.7 b). */
export const alignmentNeighbours = 10

/** Two halves of the rows, each ascending: on one the layers are chosen, on the other they are measured. */
export interface Halves {
  readonly choosing: Uint32Array
  readonly measuring: Uint32Array
}

/** One layer's neighbours among all rows, and within each half. */
export interface LayerNeighbours {
  readonly all: Neighbours
  readonly choosing: Neighbours
  readonly measuring: Neighbours
}

/** A mutual k-NN score of one pair of layers. */
export interface AlignmentScore {
  /** Places of the layers in the lists given. */
  readonly imageLayer: number
  readonly textLayer: number
  readonly value: number
  /** What unrelated rows would share: k / (n - 1). */
  readonly chance: number
  /** (value - chance) / (1 - chance) */
  readonly corrected: number
}

export interface LayerAlignment {
  /** The best pair on all rows, as the paper has it. It favours the side with more layers. */
  readonly maximum: AlignmentScore
  /** The pair that is best on one half, measured on the other: chance is that of half the rows. */
  readonly halfSplit: AlignmentScore
}

/** A random split, the same for all checkpoints under one key. */
export function drawHalves(rows: number, key: string): Halves {
  const order = keyedRandom({ seed: 0, probe: 'alignment-knn', condition: 'halves', item: key }).permutation(
    rows,
  )
  const half = Math.floor(rows / 2)
  return { choosing: order.slice(0, half).sort(), measuring: order.slice(half).sort() }
}

/** Neighbours of one layer, once for all the layers it is compared with. */
export function layerNeighbours(
  similarities: Similarities,
  halves: Halves,
  k = alignmentNeighbours,
): LayerNeighbours | NotEnoughData {
  const all = nearestNeighbours(similarities, k)
  const choosing = nearestNeighbours(similarities, k, halves.choosing)
  const measuring = nearestNeighbours(similarities, k, halves.measuring)
  if (isNotEnough(all)) return all
  if (isNotEnough(choosing)) return choosing
  return isNotEnough(measuring) ? measuring : { all, choosing, measuring }
}

/**
 * Mutual k-NN over all pairs of an image model's and a text model's layers (measurement 1.7 b, steps 4 to 6).
 * @param images, texts their layers, all over the same rows, halves and k; a layer without neighbours is passed over.
 */
export function alignLayers(
  images: readonly (LayerNeighbours | NotEnoughData)[],
  texts: readonly (LayerNeighbours | NotEnoughData)[],
): LayerAlignment | NotEnoughData {
  const pairs = images.flatMap((image, imageLayer) =>
    texts.flatMap((text, textLayer) =>
      isNotEnough(image) || isNotEnough(text) ? [] : [{ image, text, imageLayer, textLayer }],
    ),
  )
  if (pairs.length === 0)
    return images.find(isNotEnough) ?? texts.find(isNotEnough) ?? tooFew('pairs of layers', 0, 1)
  const best = (of: 'all' | 'choosing') =>
    pairs
      .map(pair => ({ pair, value: mutualKnn(pair.image[of], pair.text[of]) }))
      .reduce((highest, one) => (one.value > highest.value ? one : highest))
  const { pair, value } = best('all')
  const { pair: chosen } = best('choosing')
  const measured = mutualKnn(chosen.image.measuring, chosen.text.measuring)
  return {
    maximum: { ...layersOf(pair), ...againstChance(value, pair.image.all.k, pair.image.all.rows) },
    halfSplit: {
      ...layersOf(chosen),
      ...againstChance(measured, chosen.image.measuring.k, chosen.image.measuring.rows),
    },
  }
}

function layersOf({ imageLayer, textLayer }: { imageLayer: number; textLayer: number }) {
  return { imageLayer, textLayer }
}

/** A mutual k-NN score beside what chance would give (measurement 1.7 b, step 6). @param rows n, more than k. */
export function againstChance(
  value: number,
  k: number,
  rows: number,
): Pick<AlignmentScore, 'value' | 'chance' | 'corrected'> {
  const chance = k / (rows - 1)
  return { value, chance, corrected: chanceCorrected(value, chance) }
}

/**
 * Alignment preserved: the corrected score of the checkpoint over its encoder's against the same language model
 * (measurement 3, P8), not clipped. @returns not-enough-data where the encoder itself is not above chance.
 */
export function alignmentKept(
  encoder: Pick<AlignmentScore, 'corrected'>,
  checkpoint: Pick<AlignmentScore, 'corrected'>,
): number | NotEnoughData {
  if (!(encoder.corrected > 0)) return tooFew('encoder scores above chance', 0, 1)
  return checkpoint.corrected / encoder.corrected
}
