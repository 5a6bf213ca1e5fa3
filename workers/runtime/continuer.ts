import type { ContinuationScore, HiddenNoise, HiddenStates, ReadingPlace, VisualTokens } from './checkpoint'
import type { Greedy } from './greedy'

/** A prompt as it is read: image ids stand where the rows of visual tokens go. */
export interface PromptTokens {
  readonly ids: readonly number[]
  readonly visual: readonly VisualTokens[]
}

/** A prompt, and what of it is known. */
export interface PromptToRead extends PromptTokens {
  readonly noise: readonly HiddenNoise[]
  /** Where it begins to differ from the prompt that is kept; null: it is read whole. */
  readonly resume: ReadingPlace | null
  /** Keep it for later ones. */
  readonly keep: boolean
}

export interface PromptToContinue extends PromptToRead {
  readonly maxNewTokens: number
  /** Whether these ids are the end of an answer, beside the checkpoint's stop ids. */
  ends(ids: readonly number[]): boolean
  /** Ids whose probabilities after the prompt are wanted. */
  readonly continuations: readonly (readonly number[])[]
}

export interface Continued extends Greedy {
  /** [vocabulary], after the prompt. */
  readonly logits: Float32Array
  /** One a continuation. */
  readonly scores: readonly ContinuationScore[]
}

/** Reads prompts and continues them greedily, however the graphs of a language model are cut. */
export interface Continuer {
  /** Those that are alike side by side. */
  continueAll(prompts: readonly PromptToContinue[]): Promise<readonly Continued[]>
  /** @param chosen one flag a token. */
  meanStates(prompt: PromptTokens, chosen: readonly boolean[]): Promise<HiddenStates>
  /** Lets go of what is kept of earlier prompts. */
  forget(): void
}

export interface ContinuerRules {
  readonly stopTokens: readonly number[]
}

/** Sequences side by side at most: enough to read the weights seldom. */
export const largestBatch = 8

/**
 * Indices of prompts that go side by side: of one length, begun at one place and continued equally far. One that is kept
 * goes alone, so that it is there for those after it.
 * @param most sequences of that many tokens at once.
 */
export function sideBySide(
  prompts: readonly PromptToContinue[],
  most: (tokens: number) => number = () => largestBatch,
): number[][] {
  const indices = prompts.map((_, index) => index)
  const kind = (index: number) => {
    const prompt = prompts[index]
    const { resume, keep = false, maxNewTokens = 0, ids = [] } = prompt ?? {}
    return JSON.stringify([keep ? index : -1, ids.length, maxNewTokens, resume?.layer, resume?.token])
  }
  return [...Map.groupBy(indices, kind).values()].flatMap(alike => {
    const size = most(prompts[alike[0] ?? -1]?.ids.length ?? 0)
    return Array.from({ length: Math.ceil(alike.length / size) }, (_, batch) =>
      alike.slice(batch * size, (batch + 1) * size),
    )
  })
}
