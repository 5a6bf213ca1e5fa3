import type { CheckpointDigest, CheckpointShape } from '#lib/domain/checkpoint'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { ImageSize, VisualTokenLayout } from '#lib/domain/visual-tokens'

/** The projector's output for one image, as it enters the prompt. */
export interface VisualTokens {
  readonly layout: VisualTokenLayout
  /** [layout.count, text width], row-major. */
  readonly rows: Float32Array
}

export interface GenerateRequest {
  /** The user's turn. Images stand before the text, as the checkpoint's chat template puts them. */
  readonly question: string
  readonly visualTokens: readonly VisualTokens[]
  readonly maxNewTokens: number
  /** Also return the logits of the last prompt position. */
  readonly logits?: boolean
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

/** A checkpoint that is loaded and answers. Everything above this interface can be tested with a fake. */
export interface Checkpoint {
  readonly digest: CheckpointDigest
  readonly shape: CheckpointShape
  /** The class of execution provider, e.g. `cpu`. */
  readonly provider: string
  /** Precision of the computation, e.g. `fp32`. */
  readonly precision: string
  visualTokenLayout(size: ImageSize): VisualTokenLayout
  encodeImage(image: RgbImage): Promise<VisualTokens>
  generate(request: GenerateRequest): Promise<Generation>
  close(): Promise<void>
}
