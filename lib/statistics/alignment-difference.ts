import { isNotEnough, type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { keyedRandom } from './keyed-random'
import { alignmentNeighbours } from './layer-alignment'
import { nearestNeighbours, neighbourOverlaps } from './neighbours'
import { type PairedDifference, pairedDifference } from './paired'
import type { Similarities } from './similarities'
import { flatDesign } from './stratified-mean'

/** An image layer and the text layer it is compared with, over the same rows. */
export interface LayerPair {
  readonly image: Similarities
  readonly text: Similarities
}

/** Alignment of a checkpoint less that of its encoder. */
export interface AlignmentDifference extends PairedDifference {
  /**
   * Standard deviation of the difference over half-samples: half of the rows without replacement vary like all of them
   * do. The rows' own error takes them as independent, though they share neighbours; the two should be close.
   */
  readonly halfSampleSe: number
}

/** Half-samples of the check (measurement 1.7 b, step 8). */
const halfSamples = 50

/**
 * Paired difference of the rows' overlaps, second less first, against the same language model (measurement 1.7 b, step 8).
 * The error is checked by half-samples: resampling with replacement would make duplicates each other's neighbours.
 */
export function compareAlignment(
  first: LayerPair,
  second: LayerPair,
  key: string,
  k = alignmentNeighbours,
): AlignmentDifference | NotEnoughData {
  const { rows } = first.image
  const half = Math.floor(rows / 2)
  if (half <= k) return tooFew('rows', rows, 2 * (k + 1))
  const differences = overlapDifferences(first, second, k)
  if (isNotEnough(differences)) return differences
  const random = keyedRandom({ seed: 0, probe: 'alignment-knn', condition: 'half-samples', item: key })
  const halves = Array.from({ length: halfSamples }, () =>
    overlapDifferences(first, second, k, random.permutation(rows).slice(0, half).sort()),
  ).flatMap(one => (isNotEnough(one) ? [] : [mean(one)]))
  const centre = mean(halves)
  const squares = halves.reduce((sum, one) => sum + (one - centre) ** 2, 0)
  return {
    ...pairedDifference(differences, flatDesign(rows)),
    halfSampleSe: Math.sqrt(squares / (halves.length - 1)),
  }
}

/** Second less first overlap of each row. @param members the rows there are, ascending; all where absent. */
export function overlapDifferences(
  first: LayerPair,
  second: LayerPair,
  k: number,
  members?: Uint32Array,
): Float64Array | NotEnoughData {
  const one = overlapsOf(first, k, members)
  const other = overlapsOf(second, k, members)
  if (isNotEnough(one)) return one
  return isNotEnough(other) ? other : other.map((overlap, row) => overlap - (one[row] ?? 0))
}

function overlapsOf(
  { image, text }: LayerPair,
  k: number,
  members?: Uint32Array,
): Float64Array | NotEnoughData {
  const ofImage = nearestNeighbours(image, k, members)
  const ofText = nearestNeighbours(text, k, members)
  if (isNotEnough(ofImage)) return ofImage
  return isNotEnough(ofText) ? ofText : neighbourOverlaps(ofImage, ofText)
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
}
