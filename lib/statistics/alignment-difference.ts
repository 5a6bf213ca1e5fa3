import { isNotEnough, type NotEnoughData } from '../domain/not-enough-data'
import { keyedRandom } from './keyed-random'
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
   * do. The rows' own error takes them as independent, though they share neighbours; the two should be close. Null where
   * half of the rows are no more than the neighbours.
   */
  readonly halfSampleSe: number | null
}

/** What of two pairs of layers is compared, and how. */
export interface AlignmentComparison {
  /** Names the draws. */
  readonly key: string
  /** Neighbours of each row. */
  readonly k: number
  /** Half-samples of the check. */
  readonly halfSamples: number
  /** The rows there are, ascending: those that did not choose the layers. */
  readonly members: Uint32Array
}

/**
 * Paired difference of the rows' overlaps, second less first, against the same language model (measurement 1.7 b, step 8).
 * The error is checked by half-samples: resampling with replacement would make duplicates each other's neighbours.
 */
export function compareAlignment(
  first: LayerPair,
  second: LayerPair,
  { key, k, halfSamples, members }: AlignmentComparison,
): AlignmentDifference | NotEnoughData {
  const differences = overlapDifferences(first, second, k, members)
  if (isNotEnough(differences)) return differences
  const paired = pairedDifference(differences, flatDesign(members.length))
  if (isNotEnough(paired)) return paired
  const half = Math.floor(members.length / 2)
  const random = keyedRandom({ seed: 0, probe: 'alignment-knn', condition: 'half-samples', item: key })
  const halves = Array.from({ length: halfSamples }, () => {
    const drawn = random.permutation(members.length).slice(0, half).sort()
    return overlapDifferences(
      first,
      second,
      k,
      drawn.map(at => members[at] ?? 0),
    )
  }).flatMap(one => (isNotEnough(one) ? [] : [mean(one)]))
  return {
    ...paired,
    halfSampleSe: halves.length < 2 ? null : standardDeviation(halves),
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

function standardDeviation(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, one) => sum + (one - centre) ** 2, 0) / (values.length - 1))
}
