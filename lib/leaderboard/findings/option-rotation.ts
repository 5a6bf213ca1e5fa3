import { isNotEnough, type NotEnoughData } from '../../domain/not-enough-data'
import { scoreRotations } from '../../statistics/answer-groups'
import type { BootstrappedValue } from '../profile/profile'
import { type ConditionEstimate, estimateCondition } from './condition-estimate'
import { retained } from './doses'
import { type PairedChange, pairedChange } from './paired-change'
import { resampledValues } from './resampled-values'
import { commonUnits, conditionsLike, scoresOf, type UnitScores } from './unit-scores'

/** How answers bear the turning of their options (measurement 1.9, P9). */
export interface OptionRotationFinding {
  readonly benchmark: string
  /** In their own order. */
  readonly vanilla: ConditionEstimate
  /** Over all rotations. */
  readonly mean: ConditionEstimate
  /** Right only where right under all rotations (CircularEval). */
  readonly circular: ConditionEstimate
  /** Mean over the rotations less their own order: above chance, an order that suits the checkpoint is worth this. */
  readonly turned: PairedChange
  /** circular / vanilla; null where nothing is right in its own order. */
  readonly stability: BootstrappedValue | null
}

/** Null where the probe was not run on the benchmark. */
export function findOptionRotation(units: UnitScores): OptionRotationFinding | NotEnoughData | null {
  const plain = scoresOf(units, 'option-rotation', 'rotation-0')
  const rotations = conditionsLike(units, 'option-rotation', /^rotation-(\d+)$/).map(({ values }) => values)
  if (!plain || rotations.length < 2) return null
  const { mean: average, circular: worst } = scoreRotations(rotations)
  const { design, floors, vectors } = commonUnits(units, [plain, average, worst])
  const [vanilla, mean, circular] = vectors.map(values => estimateCondition({ design, floors }, values))
  const turned = pairedChange(units, average, plain)
  if (isNotEnough(vanilla)) return vanilla
  if (isNotEnough(mean)) return mean
  if (isNotEnough(circular)) return circular
  if (isNotEnough(turned)) return turned
  const stability = resampledValues(units, [worst, plain])(([all, own]) => retained(all, own))
  return {
    benchmark: units.benchmark,
    vanilla,
    mean,
    circular,
    turned,
    stability: isNotEnough(stability) ? null : stability,
  }
}
