import type { CheckpointDigest } from '#lib/domain/checkpoint'
import type { Answering, ContinuationScore, Generation, HiddenStates } from './checkpoint'
import type { LanguageModelShape } from './compile-language-model'

export interface TextRequest {
  /** The user's turn where the checkpoint has a chat template; else the text that is continued. */
  readonly prompt: string
  readonly maxNewTokens: number
  /** Also return the logits of the last prompt position. */
  readonly logits?: boolean
}

export interface TextScoreRequest {
  readonly prompt: string
  /** Texts that might follow the prompt. */
  readonly continuations: readonly string[]
}

/** A language model that is loaded and answers. Questions to it have no pictures. */
export interface LanguageModelRunner extends Answering {
  readonly digest: CheckpointDigest
  readonly shape: LanguageModelShape
  /** The class of execution provider, e.g. `cpu`. */
  readonly provider: string
  /** Precision of the computation, e.g. `fp32`. */
  readonly precision: string
  generate(request: TextRequest): Promise<Generation>
  scoreContinuations(request: TextScoreRequest): Promise<readonly ContinuationScore[]>
  /**
   * Means over all tokens of a text as it stands, outside any template, its special tokens included.
   * @throws Refusal `bad-usage` where the model was not opened with pooled taps.
   */
  hiddenStates(text: string): Promise<HiddenStates>
  close(): Promise<void>
}
