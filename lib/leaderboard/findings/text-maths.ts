import { isNotEnough, type NotEnoughData } from '../../domain/not-enough-data'
import { type Correlation, correlate } from '../../statistics/correlation'
import { type ConditionEstimate, estimateCondition } from './condition-estimate'
import { type PairedChange, pairedChange } from './paired-change'
import { referenceScores, scoresOf, type UnitScores } from './unit-scores'

/** Mathematics in words by one checkpoint (measurement 1.5). */
export interface TextMathsFinding {
  /** The last number counts: the headline. */
  readonly accuracy: ConditionEstimate
  /** What follows "The answer is" counts; null where it was not read. */
  readonly strict: ConditionEstimate | null
  /** The language model before visual tuning, and the checkpoint less it; null without one. */
  readonly backbone: { readonly accuracy: ConditionEstimate; readonly change: PairedChange } | null
}

/** @param units of GSM8K, read flexibly. @param strict the same answers read strictly, one value per unit. */
export function findTextMaths(
  units: UnitScores,
  strict: Float64Array | null = null,
): TextMathsFinding | NotEnoughData | null {
  const answered = referenceScores(units)
  if (!answered) return null
  const accuracy = estimateCondition(units, answered)
  if (isNotEnough(accuracy)) return accuracy
  const strictly = strict && estimateCondition(units, strict)
  return {
    accuracy,
    strict: strictly && !isNotEnough(strictly) ? strictly : null,
    backbone: backboneOf(units, answered),
  }
}

function backboneOf(units: UnitScores, answered: Float64Array): TextMathsFinding['backbone'] {
  const before = scoresOf(units, 'text-maths', 'backbone')
  if (!before) return null
  const accuracy = estimateCondition(units, before)
  const change = pairedChange(units, answered, before)
  return isNotEnough(accuracy) || isNotEnough(change) ? null : { accuracy, change }
}

/** One checkpoint in the scatter of mathematics in words against mathematics in pictures. */
export interface MathsPoint {
  readonly checkpoint: string
  readonly inWords: number
  readonly inPictures: number
  /** As the model declares them: the marker's size is their logarithm. */
  readonly tuningSamples: number | null
}

export interface MathsCorrelation {
  readonly points: readonly MathsPoint[]
  readonly pearson: Correlation | NotEnoughData
  readonly spearman: Correlation | NotEnoughData
}

/** Correlation over checkpoints; nothing may be said of one below eight (measurement 1.5). */
export function correlateMaths(points: readonly MathsPoint[]): MathsCorrelation {
  const words = points.map(({ inWords }) => inWords)
  const pictures = points.map(({ inPictures }) => inPictures)
  return {
    points,
    pearson: correlate(words, pictures, 'pearson'),
    spearman: correlate(words, pictures, 'spearman'),
  }
}
