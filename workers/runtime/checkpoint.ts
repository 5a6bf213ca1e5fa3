import type { CheckpointDigest, CheckpointShape } from '#lib/domain/checkpoint'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { ImageSize, VisualTokenLayout } from '#lib/domain/visual-tokens'

/** The projector's output for one image, packed as it enters the prompt. */
export interface VisualTokens {
  readonly layout: VisualTokenLayout
  /** [layout.count, text width], row-major. */
  readonly rows: Float32Array
}

/** A question about some pictures, none included. */
export interface Asked {
  /** The user's turn. Images stand before the text, as the checkpoint's chat template puts them. */
  readonly question: string
  readonly visualTokens: readonly VisualTokens[]
  /** The question is the whole prompt, with no chat template around it. */
  readonly raw?: boolean
}

/**
 * Noise on a span of the prompt: `rows` [count, text width] is added to the residual stream of the tokens from `first`
 * on, where it enters `layer`; the number of layers means where it enters the final norm.
 */
export interface HiddenNoise {
  readonly layer: number
  readonly first: number
  readonly rows: Float32Array
}

export interface GenerateRequest extends Asked {
  readonly maxNewTokens: number
  /** Texts before which the answer ends, beside the checkpoint's own stop ids. */
  readonly stopTexts?: readonly string[]
  /** Also return the logits of the last prompt position. */
  readonly logits?: boolean
  /** Applied while the prompt is read. */
  readonly noise?: readonly HiddenNoise[]
  /** Compute everything anew, sharing nothing with earlier requests. */
  readonly unshared?: boolean
}

export interface Generation {
  /** Special tokens skipped, trimmed. */
  readonly text: string
  /** The rendered chat template, image placeholders not yet expanded. */
  readonly promptText: string
  /** Prompt ids after expansion: one image id per visual token. */
  readonly inputIds: readonly number[]
  /** Ids in the order they were produced, the stop id excluded. */
  readonly generatedIds: readonly number[]
  readonly truncated: boolean
  /** [vocabulary], present when asked for. */
  readonly logits?: Float32Array
}

export interface ScoreRequest extends Asked {
  /** Texts that might follow the prompt. */
  readonly continuations: readonly string[]
}

export interface ContinuationScore {
  readonly ids: readonly number[]
  /** Natural logarithm of each id's probability after the prompt and the ids before it. */
  readonly logProbabilities: readonly number[]
}

/** Tokens of the prompt whose hidden states are averaged. */
export const tokenSpans = ['all', 'visual', 'text'] as const
export type TokenSpan = (typeof tokenSpans)[number]

export interface HiddenStates {
  /** The mean over the span of what enters each layer, then of what leaves the last one: [layers + 1] of [width]. */
  readonly layers: readonly Float32Array[]
  /** The mean after the final norm, [width]. */
  readonly normed: Float32Array
}

/** A checkpoint that is loaded and answers. Everything above this interface can be tested with a fake. */
export interface Checkpoint {
  readonly digest: CheckpointDigest
  readonly shape: CheckpointShape
  /** The class of execution provider, e.g. `cpu`. */
  readonly provider: string
  /** Precision of the computation, e.g. `fp32`. */
  readonly precision: string
  /** Where the visual tokens of a picture come from. @param images pictures in the prompt; 1. */
  visualTokenLayout(size: ImageSize, images?: number): VisualTokenLayout
  encodeImage(image: RgbImage, images?: number): Promise<VisualTokens>
  generate(request: GenerateRequest): Promise<Generation>
  /** Answers all of them, those with prompts of one length side by side. */
  generateAll(requests: readonly GenerateRequest[]): Promise<readonly Generation[]>
  scoreContinuations(request: ScoreRequest): Promise<readonly ContinuationScore[]>
  /** @throws Refusal `bad-usage` where the checkpoint was not opened with taps. */
  hiddenStates(asked: Asked, span: TokenSpan): Promise<HiddenStates>
  close(): Promise<void>
}
