import { readEncoderShape } from '#workers/compiler/encoders/read-shape'
import { plainOptions } from '#workers/runtime/compile-checkpoint'
import { compileLanguageModel } from '#workers/runtime/compile-language-model'
import { languageCosts } from '#workers/runtime/engine-costs'
import { readPlannable } from '#workers/runtime/plannable-checkpoint'
import type { Helpers, PlannableLanguageModel } from './plan-passes'
import { type ProbeMeans, smallestFirst } from './probe-shelf'

/** Looks at the folders of what works beside a checkpoint; no session is built and no weight is read. @throws Refusal. */
export function readHelpers(
  { saliency, likeness, captioner, synthesizer, languageModels }: ProbeMeans,
  encoder: string | null,
): Helpers {
  const looking = (directory: string | null) => (directory === null ? null : readEncoderShape(directory))
  return {
    encoder: looking(encoder),
    saliency: looking(saliency),
    likeness: looking(likeness),
    captioner: captioner === null || synthesizer === null ? null : readPlannable(captioner),
    languageModels: smallestFirst(languageModels).map(readLanguageModel),
  }
}

function readLanguageModel(directory: string): PlannableLanguageModel {
  const running = { ...plainOptions, taps: 'pooled' } as const
  const { decoder, language } = compileLanguageModel(directory, running)
  return { costs: languageCosts(decoder, language, running), shape: language.shape }
}
