import { type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import { type PairedDifference, pairedDifference } from '../../statistics/paired'
import { flatDesign, restrictDesign } from '../../statistics/stratified-mean'

/** A group of variants beside the item it was made of. */
export interface VariantPair {
  /** Scores in [0, 1]; of a group, 1 only if all of it is right. */
  readonly parent: number
  readonly variant: number
  /** Expected scores of a content-free guess. */
  readonly parentFloor: number
  readonly variantFloor: number
  readonly cluster: number
}

/**
 * Change of the chance-corrected score from parents to variants, paired by item (measurement 4.6): raw scores fall by
 * construction where options are added. Each side is corrected by its own mean floor, so that the means are (u - g) /
 * (1 - g).
 */
export function variantChange(pairs: readonly VariantPair[]): PairedDifference | NotEnoughData {
  if (pairs.length === 0) return tooFew('variants with their parents', 0, 1)
  const mean = (of: (pair: VariantPair) => number) =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length
  const parentRoom = 1 - mean(({ parentFloor }) => parentFloor)
  const variantRoom = 1 - mean(({ variantFloor }) => variantFloor)
  const differences = pairs.map(
    pair => (pair.variant - pair.variantFloor) / variantRoom - (pair.parent - pair.parentFloor) / parentRoom,
  )
  const clusters = flatDesign(
    pairs.length,
    pairs.map(({ cluster }) => cluster),
  )
  return pairedDifference(differences, restrictDesign(clusters, [...pairs.keys()]))
}
