import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { ImageRecipe } from '#lib/domain/image-recipe'
import type { ImageSize } from '#lib/domain/visual-tokens'
import type { Value } from '#workers/onnx/graph-builder'
import type { LanguageModel } from '../language-models/language-model'
import type { Module } from '../module'
import type { VisualPacking } from '../visual-packing'

/** The files that say what a model is: JSON parsed but not yet understood, null where a file is absent. */
export interface ModelFiles {
  readonly config: unknown
  readonly generation: unknown
  readonly preprocessor: unknown
  readonly processor: unknown
}

/** Everything beside the weights. */
export interface CheckpointFiles extends ModelFiles {
  readonly tokenizer: unknown
  readonly tokenizerConfig: unknown
  readonly specialTokensMap: unknown
  readonly addedTokens: unknown
  /** `chat_template.json` and the text of `chat_template.jinja`. */
  readonly chatTemplate: unknown
  readonly jinja: string | null
}

/** A checkpoint of a vision-language model, understood: what to do with a picture, and how to author its graphs. */
export interface CompiledCheckpoint {
  readonly shape: Omit<CheckpointShape, 'storedPrecision' | 'parameters' | 'weightBytes'>
  readonly language: LanguageModel
  readonly imageToken: number
  readonly stopTokens: readonly number[]
  readonly image: ImageRecipe
  /** Rows of visual tokens that one tile leaves. */
  readonly rowsPerTile: number
  /** Whether the packing needs the tensor `image_newline` [text width]. */
  readonly newline: boolean
  /** How the rows of a picture's tiles become its visual tokens. @param images pictures in the prompt. */
  packing(size: ImageSize, images: number): VisualPacking
  /** One tile, [1, 3, imageSize, imageSize], to its rows [rowsPerTile, text width] after the projector. */
  author(top: Module, pixels: Value): Value
  /** Tensors, by canonical name, that the family knows and does not need. */
  leftAside(name: string): boolean
}

/** One family of checkpoints, by the `model_type` of config.json. */
export interface Family {
  readonly modelType: string
  /** @throws Refusal `bad-config`, `unsupported-config`. */
  compile(files: ModelFiles): CompiledCheckpoint
}
