import type { ImageEdit, NoiseDraw, Readout } from '#lib/domain/trial'
import type { ImageSize, VisualTokenLayout } from '#lib/domain/visual-tokens'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import type { PromptOutline, ReadingPlace } from '#workers/runtime/checkpoint'
import type { PromptSketch } from './prompt-sketch'
import type { VisualEdit } from './visual-edit'

/** Who continues prompts. */
export type Speaker = 'checkpoint' | 'backbone'

/** A picture as a prompt shows it, before its visual tokens are touched. */
export interface PlannedPicture {
  /** Which of the item's pictures. */
  readonly picture: number
  /** Null: as it is. */
  readonly edit: ImageEdit | null
  /** Pictures in the prompt. */
  readonly images: number
  /** Equal keys have equal visual tokens. */
  readonly key: string
  readonly size: ImageSize
  readonly layout: VisualTokenLayout
  /** Passes of the vision tower. */
  readonly passes: number
}

/** A condition that an answer is one to, and what of the answer it reads. */
export interface AnsweredCondition {
  readonly planned: ProbeCondition
  readonly readout: Readout['kind']
}

/** One prompt, and every condition that turns out to ask it. */
export interface PlannedAnswer {
  readonly speaker: Speaker
  /** By how many places the options are turned. */
  readonly turn: number
  readonly outline: PromptOutline
  readonly pictures: readonly PlannedPicture[]
  /** One a picture. */
  readonly visual: readonly VisualEdit[]
  readonly noise: readonly {
    readonly layer: number
    readonly tokens: Uint32Array
    readonly draw: NoiseDraw
  }[]
  readonly sketch: PromptSketch
  readonly conditions: readonly AnsweredCondition[]
  /** Where it begins to differ from the prompt that is kept; null: it is read whole. */
  readonly resume: ReadingPlace | null
  /** Later ones go on from it. */
  readonly keep: boolean
  readonly multiplyAdds: number
}

/** What is read off an answer, all of its conditions together. */
export function readoutsOf(conditions: PlannedAnswer['conditions']) {
  const wanted = new Set(conditions.map(({ readout }) => readout))
  return {
    says: wanted.has('generate') || wanted.has('generate-and-score-options'),
    scoresOptions: wanted.has('generate-and-score-options'),
    scoresClasses: wanted.has('score-classes'),
  }
}

/** What an executor does next. */
export type Step = { readonly multiplyAdds: number } & (
  | { readonly kind: 'encode'; readonly picture: PlannedPicture }
  /** Answers to prompts that are alike in length and beginning, side by side. */
  | { readonly kind: 'answer'; readonly answers: readonly PlannedAnswer[] }
  /** An encoder looks at a picture. */
  | {
      readonly kind: 'look'
      readonly picture: Pick<PlannedPicture, 'picture' | 'edit'>
      readonly conditions: readonly AnsweredCondition[]
    }
  /** Visual tokens that no later step needs. */
  | { readonly kind: 'release'; readonly keys: readonly string[] }
)

/** What is there when an item begins, left by the items before it. */
export interface PlanState {
  /** The prompt that each speaker keeps. */
  readonly kept: Readonly<Partial<Record<Speaker, PromptSketch>>>
  /** Keys of the visual tokens that are held, the ones needed last at the end. */
  readonly held: readonly string[]
}

export interface ItemPlan {
  readonly steps: readonly Step[]
  readonly state: PlanState
  readonly multiplyAdds: number
}
