import { isNotEnough, type NotEnoughData } from '../../domain/not-enough-data'
import { type ConditionEstimate, estimateCondition } from './condition-estimate'
import { type PairedChange, pairedChange } from './paired-change'
import { referenceScores, scoresOf, type UnitScores } from './unit-scores'

/** Answers to the picture less those without it: positive means that the picture was needed (measurement 0.2). */
export interface VisualNecessity {
  readonly control: 'no-image' | 'blank-image' | 'wrong-image'
  readonly without: ConditionEstimate
  readonly gain: PairedChange
}

/** What the always-on controls say of one benchmark (measurement 1.9). */
export interface ReferenceFinding {
  readonly benchmark: string
  readonly reference: ConditionEstimate
  /** MG is the gain over no picture. */
  readonly necessity: readonly VisualNecessity[]
  /**
   * ML = max(0, S_blind - S_backbone): what tuning on pictures taught about answering without any. The change is the
   * difference before it is cut off at 0. Null without a backbone.
   */
  readonly leakage: { readonly value: number; readonly change: PairedChange } | null
}

const controls = ['no-image', 'blank-image', 'wrong-image'] as const

/** Null where the benchmark was not asked. */
export function findReference(units: UnitScores): ReferenceFinding | NotEnoughData | null {
  const plain = referenceScores(units)
  if (!plain) return null
  const reference = estimateCondition(units, plain)
  if (isNotEnough(reference)) return reference
  const blind = scoresOf(units, 'reference', 'no-image')
  const backbone = scoresOf(units, 'reference', 'backbone')
  const leaked = blind && backbone ? pairedChange(units, blind, backbone) : null
  return {
    benchmark: units.benchmark,
    reference,
    necessity: controls.flatMap((control): VisualNecessity[] => {
      const values = scoresOf(units, 'reference', control)
      if (!values) return []
      const without = estimateCondition(units, values)
      const gain = pairedChange(units, plain, values)
      return isNotEnough(without) || isNotEnough(gain) ? [] : [{ control, without, gain }]
    }),
    leakage:
      leaked === null || isNotEnough(leaked)
        ? null
        : { value: Math.max(0, leaked.difference), change: leaked },
  }
}
