import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { ImageRecipe } from '#lib/domain/image-recipe'
import type { VisualTokenLayout } from '#lib/domain/visual-tokens'
import type { Graph } from '#workers/onnx/messages'
import type { TensorDirectory } from '#workers/safetensors/tensor-directory'
import type { LlamaDecoderConfig } from '../layers/llama-decoder'
import type { Weights } from '../weights'

/** The files beside the weights: JSON parsed but not yet understood, null where a file is absent. */
export interface CheckpointFiles {
  readonly config: unknown
  readonly generation: unknown
  readonly preprocessor: unknown
  readonly processor: unknown
  readonly tokenizer: unknown
  readonly tokenizerConfig: unknown
  /** `chat_template.json` and the text of `chat_template.jinja`. */
  readonly chatTemplate: unknown
  readonly jinja: string | null
}

/** A checkpoint, understood: what to do with a picture, and how to author its graphs. */
export interface CompiledCheckpoint {
  readonly shape: Omit<CheckpointShape, 'storedPrecision' | 'parameters' | 'weightBytes'>
  readonly decoder: LlamaDecoderConfig
  /** The side of the square picture that the vision tower takes, in pixels. */
  readonly imageSize: number
  /** Canonical name of the tensor whose rows are the token embeddings, [vocabulary, width]. */
  readonly embedding: string
  readonly imageToken: number
  readonly stopTokens: readonly number[]
  readonly layout: VisualTokenLayout
  readonly image: ImageRecipe
  /** `pixel_values` [1, 3, imageSize, imageSize] -> `visual_tokens` [layout.count, text width]. */
  authorVision(weights: Weights): Graph
  authorDecoder(weights: Weights): Graph
  /** Tensors the family knows and does not need. */
  leftAside(name: string): boolean
}

/** One family of checkpoints, by the `model_type` of config.json. */
export interface Family {
  readonly modelType: string
  /** @throws Refusal `bad-config`, `unsupported-config`, `missing-tensor`. */
  compile(files: CheckpointFiles, tensors: TensorDirectory): CompiledCheckpoint
}
