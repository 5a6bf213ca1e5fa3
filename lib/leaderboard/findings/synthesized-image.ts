import type { ItemRecord } from '../../domain/item'
import type { Likeness } from '../../domain/likeness'
import { isNotEnough, type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import { clusterByKeys } from '../../statistics/clusters'
import type { RatioWithMethod } from '../../statistics/estimate-ratio'
import type { Interval } from '../../statistics/intervals'
import { pairedDifference } from '../../statistics/paired'
import { flatDesign } from '../../statistics/stratified-mean'
import { isAtChance } from '../chance-correction'
import { type ConditionEstimate, estimateCondition, retentionOf } from './condition-estimate'
import { type PairedChange, pairedChange } from './paired-change'
import {
  commonUnits,
  conditionsLike,
  meanVector,
  referenceScores,
  scoresOf,
  type UnitScores,
} from './unit-scores'

/** Pictures drawn anew from a caption, on one benchmark (measurement 1.4). */
export interface SynthesizedFinding {
  readonly benchmark: string
  readonly original: ConditionEstimate
  readonly synthesized: ConditionEstimate
  /** Synthesized less original: negative is worse. */
  readonly change: PairedChange
  /** Null where the original is at chance. */
  readonly retention: RatioWithMethod | null
  /** Synthesized less no picture at all: only above 0 does it show use of the synthesized picture. */
  readonly aboveBlind: PairedChange | null
}

/** Null where the probe was not run on the benchmark. */
export function findSynthesized(units: UnitScores): SynthesizedFinding | NotEnoughData | null {
  const plain = referenceScores(units)
  const pictures = conditionsLike(units, 'synthesized-image', /^picture-\d+$/)
  if (!plain || pictures.length === 0) return null
  const values = meanVector(pictures.map(picture => picture.values))
  const common = commonUnits(units, [values, plain])
  const synthesized = estimateCondition(common, common.vectors[0])
  const original = estimateCondition(common, common.vectors[1])
  const change = pairedChange(units, values, plain)
  if (isNotEnough(synthesized)) return synthesized
  if (isNotEnough(original)) return original
  if (isNotEnough(change)) return change
  const blind = scoresOf(units, 'reference', 'no-image')
  const aboveBlind = blind && pairedChange(units, values, blind)
  const retention = isAtChance(original.corrected)
    ? null
    : retentionOf(common, `${units.benchmark}/${units.edition}`)
  return {
    benchmark: units.benchmark,
    original,
    synthesized,
    change,
    retention: retention && !isNotEnough(retention) ? retention : null,
    aboveBlind: aboveBlind && !isNotEnough(aboveBlind) ? aboveBlind : null,
  }
}

/** In [-1, 1], with its clustered 95 % interval. */
interface MeanCosine extends Interval {
  readonly value: number
  readonly se: number
}

/** CLIP-I of a benchmark: how like the originals the synthesized pictures are, and how like any others. */
export interface PictureLikeness {
  readonly benchmark: string
  /** Items compared. */
  readonly items: number
  readonly own: MeanCosine
  /** With another picture of the benchmark: the zero line. */
  readonly other: MeanCosine
  readonly difference: MeanCosine
  /** Captions of them that were cut before they were drawn, and those of which that is known. */
  readonly captions: { readonly cut: number; readonly known: number }
}

/**
 * Mean likeness over the items with a compared picture, items of one original together (measurement 1.4, step 3).
 * @param likeness one per item; null where there is none. Null where nothing was compared.
 */
export function comparePictures(
  benchmark: string,
  items: readonly Pick<ItemRecord, 'imageHash'>[],
  likeness: readonly (Likeness | null)[],
): PictureLikeness | NotEnoughData | null {
  const compared = items.flatMap(({ imageHash }, at) => {
    const found = likeness[at]
    return found ? [{ imageHash, ...found }] : []
  })
  if (compared.length === 0) return null
  if (compared.length < 2) return tooFew('pictures', compared.length, 2)
  const design = flatDesign(compared.length, clusterByKeys(compared.map(({ imageHash }) => [imageHash])))
  const paired = [
    compared.map(({ own }) => own),
    compared.map(({ other }) => other),
    compared.map(({ own, other }) => own - other),
  ].map(cosines => pairedDifference(cosines, design))
  const missing = paired.find(isNotEnough)
  if (missing) return missing
  const [own, other, difference] = paired.flatMap((one): MeanCosine[] =>
    isNotEnough(one) ? [] : [{ value: one.difference, se: one.se, low: one.low, high: one.high }],
  )
  const known = compared.flatMap(({ captionCut }) => captionCut ?? [])
  const captions = { cut: known.filter(cut => cut).length, known: known.length }
  return { benchmark, items: compared.length, own, other, difference, captions }
}
