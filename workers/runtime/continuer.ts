import type { ContinuationScore, HiddenNoise, HiddenStates, VisualTokens } from './checkpoint'
import type { Greedy } from './greedy'

/** A prompt as it is read: image ids stand where the rows of visual tokens go. */
export interface PromptTokens {
  readonly ids: readonly number[]
  readonly visual: readonly VisualTokens[]
}

export interface PromptToContinue extends PromptTokens {
  readonly maxNewTokens: number
  /** Whether these ids are the end of an answer, beside the checkpoint's stop ids. */
  ends(ids: readonly number[]): boolean
  readonly noise: readonly HiddenNoise[]
  /** Compute everything anew, sharing nothing with earlier prompts. */
  readonly unshared: boolean
}

export interface Continued extends Greedy {
  /** [vocabulary], after the prompt. */
  readonly logits: Float32Array
}

/** Reads prompts and continues them greedily, however the graphs of a language model are cut. */
export interface Continuer {
  /** Those of one length side by side. */
  continueAll(prompts: readonly PromptToContinue[]): Promise<readonly Continued[]>
  score(prompt: PromptTokens, continuations: readonly (readonly number[])[]): Promise<ContinuationScore[]>
  /** @param chosen one flag a token. */
  meanStates(prompt: PromptTokens, chosen: readonly boolean[]): Promise<HiddenStates>
  /** Lets go of what is kept of earlier prompts. */
  forget(): void
}

export interface ContinuerRules {
  readonly stopTokens: readonly number[]
  /** The id in whose places visual tokens stand; -1: none. */
  readonly imageToken: number
}

/** Sequences side by side: enough to read the weights seldom, few enough to hold their keys and values. */
const largestBatch = 8

/** Indices of prompts that go side by side: of one length, and continued equally far. */
export function sideBySide(prompts: readonly PromptToContinue[]): number[][] {
  const indices = prompts.map((_, index) => index)
  const kind = (index: number) => `${prompts[index]?.ids.length} ${prompts[index]?.maxNewTokens}`
  return [...Map.groupBy(indices, kind).values()].flatMap(alike =>
    Array.from({ length: Math.ceil(alike.length / largestBatch) }, (_, batch) =>
      alike.slice(batch * largestBatch, (batch + 1) * largestBatch),
    ),
  )
}
