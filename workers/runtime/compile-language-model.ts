import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { CheckpointFiles } from '#workers/compiler/families/family'
import { findByModelType } from '#workers/compiler/find-by-model-type'
import { textOnlyModels } from '#workers/compiler/language-models/index'
import type { LanguageModel } from '#workers/compiler/language-models/language-model'
import { stopTokensOf } from '#workers/compiler/llava-config'
import { readCheckpointFiles } from '#workers/compiler/read-config'
import { textShapeOf } from '#workers/compiler/shape'
import { Weights } from '#workers/compiler/weights'
import { openTensors, type StoredTensor, type TensorDirectory } from '#workers/safetensors/tensor-directory'
import { type CompileOptions, type DecoderGraph, plainOptions } from './compile-checkpoint'
import { decoderGraphs } from './decoder-graphs'
import { memoryOf } from './memory'
import { storedWeights } from './stored-weights'

/** What a language model is, without its weights. */
export type LanguageModelShape = Omit<CheckpointShape, 'vision'>

/** A language model that stands alone, read and checked, with its graphs authored and no session built. */
export interface PreparedLanguageModel {
  readonly files: CheckpointFiles
  readonly language: LanguageModel
  readonly stopTokens: readonly number[]
  readonly tensors: TensorDirectory
  readonly shape: LanguageModelShape
  readonly decoder: readonly DecoderGraph[]
  /** The token embeddings, [vocabulary, width]. */
  readonly embedding: StoredTensor
  /** Tensors that a graph needs and the files lack, with their shapes. */
  readonly missing: readonly string[]
  /** Tensors of the files that no graph uses. */
  readonly unused: readonly string[]
  /** Memory the sessions will need, in bytes. */
  readonly memoryBytes: number
}

/**
 * Compiles a Hugging Face directory of a language model. Missing and left-over tensors are listed, and refused by
 * `checkRunnable`. @throws Refusal naming the file, key or tensor that is wrong; `unknown-family` for another model type.
 */
export function compileLanguageModel(
  directory: string,
  options: CompileOptions = plainOptions,
): PreparedLanguageModel {
  const files = readCheckpointFiles(directory)
  const reader = findByModelType(
    files.config,
    textOnlyModels,
    ({ modelType }) => [modelType],
    'a language model that is supported',
  )
  const language = reader.read(files.config)
  const tensors = openTensors(directory)
  const weights = new Weights(tensors, canonicalTextName)
  const { width, vocabulary } = language.shape
  const embedding = weights.tensor(`language_model.${language.embedding.module}.weight`, [vocabulary, width])
  const stored = storedWeights(tensors)
  const decoder = decoderGraphs(weights, language, options, stored.parameters)
  return {
    files,
    language,
    stopTokens: stopTokensOf(files, {}, language),
    tensors,
    shape: { family: language.modelType, text: textShapeOf(language), ...stored },
    decoder,
    embedding,
    missing: weights.missing(),
    unused: weights.unused(() => false),
    memoryBytes: memoryOf(
      decoder.map(({ graph }) => graph),
      options.dialect,
    ),
  }
}

/**
 * The one spelling of a tensor's name, as `canonicalName` has it for a language model inside a family: with or without
 * the prefix of the class that saved it.
 */
export function canonicalTextName(stored: string): string {
  if (stored.startsWith('lm_head.')) return stored
  return `language_model.${stored.replace(/^(model|transformer)\./, '')}`
}
