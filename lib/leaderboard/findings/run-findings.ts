import { isNotEnough, type NotEnoughData } from '../../domain/not-enough-data'
import { mathsSet } from '../../probes/design/benchmark-sets'
import type { AlignmentRows } from '../profile/alignment-part'
import { findRecognition, type RecognitionOnSet } from './alignment-classification'
import { type AlignmentFinding, findAlignment } from './alignment-knn'
import type { AnswerPrior } from './answer-prior'
import { findImportance, type ImportanceFinding } from './importance'
import { findOcclusion, type OcclusionFinding } from './occlusion'
import { findOptionRotation, type OptionRotationFinding } from './option-rotation'
import { findPatchInformationLoss, type PatchInformationLoss } from './patch-information-loss'
import { findReference, type ReferenceFinding } from './reference'
import { findSynthesized, type PictureLikeness, type SynthesizedFinding } from './synthesized-image'
import { findTextMaths, type TextMathsFinding } from './text-maths'
import type { UnitScores } from './unit-scores'

/** What was found on one benchmark, or what was too little. */
export type OnBenchmark<Finding> = Finding | (NotEnoughData & { readonly benchmark: string })

/** All findings of a run that are more than a change of means, by probe; empty where a probe was not run. */
export interface RunFindings {
  readonly reference: readonly OnBenchmark<ReferenceFinding>[]
  readonly patchInformationLoss: readonly OnBenchmark<PatchInformationLoss>[]
  readonly synthesized: readonly OnBenchmark<SynthesizedFinding>[]
  /** CLIP-I of the pictures that were shown. */
  readonly likeness: readonly OnBenchmark<PictureLikeness>[]
  readonly answerPriors: readonly { readonly benchmark: string; readonly priors: readonly AnswerPrior[] }[]
  readonly textMaths: TextMathsFinding | NotEnoughData | null
  readonly occlusion: readonly OnBenchmark<OcclusionFinding>[]
  /** Of the declared encoder alone, on classification sets. */
  readonly encoderOcclusion: readonly OnBenchmark<OcclusionFinding>[]
  readonly recognition: readonly RecognitionOnSet[]
  readonly alignment: AlignmentFinding | null
  readonly importance: readonly OnBenchmark<ImportanceFinding>[]
  readonly optionRotation: readonly OnBenchmark<OptionRotationFinding>[]
}

/** What findings are made of. */
export interface FindingsInput {
  readonly benchmarks: readonly UnitScores[]
  readonly alignment: AlignmentRows | null
  readonly likeness: RunFindings['likeness']
  readonly answerPriors: RunFindings['answerPriors']
  /** GSM8K's answers read strictly, one value per unit; null where they were not. */
  readonly strictMaths: Float64Array | null
}

export function findAll(input: FindingsInput): RunFindings {
  const { benchmarks, alignment, likeness, answerPriors, strictMaths } = input
  const onEach = <Finding>(find: (units: UnitScores) => Finding | NotEnoughData | null) =>
    benchmarks.flatMap(units => onBenchmark(units.benchmark, find(units)))
  const maths = benchmarks.find(({ benchmark }) => benchmark === mathsSet)
  return {
    reference: onEach(findReference),
    patchInformationLoss: onEach(findPatchInformationLoss),
    synthesized: onEach(findSynthesized),
    likeness,
    answerPriors,
    textMaths: maths ? findTextMaths(maths, strictMaths) : null,
    occlusion: onEach(units => findOcclusion(units)),
    encoderOcclusion: onEach(units => findOcclusion(units, 'encoder')),
    recognition: findRecognition(benchmarks),
    alignment: alignment && findAlignment(alignment),
    importance: onEach(findImportance),
    optionRotation: onEach(findOptionRotation),
  }
}

/** What was found, or that it was too little; nothing where the probe was not run. */
export function onBenchmark<Finding>(
  benchmark: string,
  found: Finding | NotEnoughData | null,
): OnBenchmark<Finding>[] {
  if (found === null) return []
  return [isNotEnough(found) ? { ...found, benchmark } : found]
}

/** The findings there was enough data for. */
export function measured<Finding>(found: readonly OnBenchmark<Finding>[]): Finding[] {
  return found.flatMap(one => (isNotEnough(one) ? [] : [one]))
}
