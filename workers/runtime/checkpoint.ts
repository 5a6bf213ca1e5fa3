import type { CheckpointDigest, CheckpointShape } from '#lib/domain/checkpoint'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { NoiseDraw } from '#lib/domain/trial'
import type { ImageSize, VisualTokenLayout } from '#lib/domain/visual-tokens'
import type { EngineCosts } from './engine-costs'

/** The projector's output for one image, packed as it enters the prompt. */
export interface VisualTokens {
  readonly layout: VisualTokenLayout
  /** [layout.count, text width], row-major. */
  readonly rows: Float32Array
}

/** A user's turn. */
export interface Question {
  /** Images stand before the text, as the checkpoint's chat template puts them. */
  readonly question: string
  /** The question is the whole prompt, with no chat template around it. */
  readonly raw?: boolean
}

/** A question about some pictures, none included. */
export interface Asked extends Question {
  readonly visualTokens: readonly VisualTokens[]
}

/** A question in the checkpoint's own template, before its pictures are there. */
export interface PromptOutline {
  readonly text: string
  /** One `imageToken` a picture. */
  readonly ids: readonly number[]
  readonly imageToken: number
}

/**
 * How loud noise is: uniform in ±amplitude; or of a standard deviation that is alpha times the root mean square of what
 * it is added to, over the disturbed tokens, `energy` divided by the square root of their number.
 */
export type NoiseScale = NoiseDraw['scale']

/** Noise on tokens of the prompt, where the residual stream enters a layer. */
export interface HiddenNoise {
  /** The number of layers means where the stream enters the final norm. */
  readonly layer: number
  /** Places in the prompt, ascending. */
  readonly tokens: Uint32Array
  /** [tokens, text width]; uniform in ±1 where the scale is to mean anything. */
  readonly rows: Float32Array
  /** Absent: the rows are added as they are. */
  readonly scale?: NoiseScale
}

/** A place in the reading of a prompt: the stream of the tokens from `token` on, where it enters `layer`. */
export interface ReadingPlace {
  readonly layer: number
  readonly token: number
}

export interface GenerateRequest extends Asked {
  /** 0: only read. */
  readonly maxNewTokens: number
  /** Texts before which the answer ends, beside the checkpoint's own stop ids. */
  readonly stopTexts?: readonly string[]
  /** Also return the logits of the last prompt position. */
  readonly logits?: boolean
  /** Applied while the prompt is read. */
  readonly noise?: readonly HiddenNoise[]
  /** Texts whose probabilities after the prompt are wanted beside the answer. */
  readonly continuations?: readonly string[]
  /**
   * Where the prompt begins to differ from the kept one: what comes before is taken from there. The runtime holds them
   * against each other. Absent: everything is computed anew.
   */
  readonly resume?: ReadingPlace
  /** Keep the prompt, in the place of the one before, for later ones to go on from. It has no noise. */
  readonly keep?: boolean
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
  /** One a continuation, present when asked for. */
  readonly scores?: readonly ContinuationScore[]
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

/** Whoever continues prompts. */
export interface Answering {
  readonly costs: EngineCosts
  /** @param pictures in the prompt. */
  promptOutline(question: Question, pictures: number): Promise<PromptOutline>
  /** Answers all of them, those alike in length and beginning side by side. */
  generateAll(requests: readonly GenerateRequest[]): Promise<readonly Generation[]>
}

/** A checkpoint that is loaded and answers. Everything above this interface can be tested with a fake. */
export interface Checkpoint extends Answering {
  readonly digest: CheckpointDigest
  readonly shape: CheckpointShape
  /** The class of execution provider, e.g. `cpu`. */
  readonly provider: string
  /** Precision of the computation, e.g. `fp32`. */
  readonly precision: string
  /** Where the visual tokens of a picture come from. @param images pictures in the prompt; 1. */
  visualTokenLayout(size: ImageSize, images?: number): VisualTokenLayout
  /** Passes of the vision tower over a picture. @param images pictures in the prompt; 1. */
  towerPasses(size: ImageSize, images?: number): number
  encodeImage(image: RgbImage, images?: number): Promise<VisualTokens>
  generate(request: GenerateRequest): Promise<Generation>
  scoreContinuations(request: ScoreRequest): Promise<readonly ContinuationScore[]>
  /** @throws Refusal `bad-usage` where the checkpoint was not opened with taps. */
  hiddenStates(asked: Asked, span: TokenSpan): Promise<HiddenStates>
  close(): Promise<void>
}
