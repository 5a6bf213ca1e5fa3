import type { Estimate } from '../../domain/cell'
import { type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import { estimateRatio, type RatioWithMethod } from '../../statistics/estimate-ratio'
import { estimateMean } from '../../statistics/intervals'
import { stratifiedMean } from '../../statistics/stratified-mean'
import { correctEstimate } from '../chance-correction'
import { aboveFloor, type CommonUnits, commonUnits, type UnitScores } from './unit-scores'

/** The units a condition asked, and how it did on them. */
export interface ConditionEstimate {
  readonly score: Estimate
  /** Chance-corrected (measurement 0.1). */
  readonly corrected: Estimate
}

export function estimateCondition(
  units: Pick<UnitScores, 'design' | 'floors'>,
  values: Float64Array,
): ConditionEstimate | NotEnoughData {
  const { design, floors, vectors } = commonUnits(units, [values])
  if (floors.length === 0) return tooFew('items asked', 0, 1)
  const score = estimateMean(vectors[0], design)
  return { score, corrected: correctEstimate(score, stratifiedMean(floors, design).mean) }
}

/** c_k / c_0 with the interval its reference allows (measurement 2.5). @param common two vectors: kept, and whole. */
export function retentionOf(
  { design, floors, vectors: [kept, whole] }: CommonUnits,
  key: string,
): RatioWithMethod | NotEnoughData {
  return estimateRatio(aboveFloor(kept, floors), aboveFloor(whole, floors), design, key)
}
