import type { ImageRecipe } from '#lib/domain/image-recipe'
import type { Value } from '#workers/onnx/graph-builder'
import type { ModelFiles } from '../families/family'
import type { Module } from '../module'

/** What an encoder is by its configuration and the names of its tensors. */
export interface EncoderShape {
  /** The catalogue's id. */
  readonly family: string
  readonly vision: {
    readonly modelType: string
    /** Blocks, or stages of a ResNet. */
    readonly layers: number
    /** Of what leaves the last one. */
    readonly width: number
    readonly heads: number | null
    /** Side of the square input and of one patch in pixels. A ResNet takes any picture and has no patches. */
    readonly imageSize: number | null
    readonly patchSize: number | null
  }
  readonly text: TextTowerShape | null
  readonly embeddingWidth: number
  /** Classes of the classification head, 0 where there is none. */
  readonly classes: number
  /** Patches per side of the last block's class attention; null where there is no class token. */
  readonly attentionGrid: number | null
}

export interface TextTowerShape {
  readonly layers: number
  readonly width: number
  readonly heads: number
  readonly vocabulary: number
  readonly maxPositions: number
}

/** The half of a contrastive encoder that reads. */
export interface TextTower {
  readonly shape: TextTowerShape
  /** The tensor of the token embeddings, [vocabulary, width]. */
  readonly embedding: string
  /**
   * The ids that go through the tower, whose last one is pooled. @param ids a text filled up to `maxPositions`.
   * @param used how many of them are the text's own.
   */
  fed(ids: readonly number[], used: number): readonly number[]
  /** @param embeddings [tokens, width] of the ids. Returns [1, embeddingWidth]. */
  author(top: Module, embeddings: Value): Value
}

/** A tensor that the runtime reads itself. */
export interface NamedTensor {
  readonly name: string
  readonly shape: readonly number[]
}

/** How the cosine of a picture and a text becomes a logit: e^scale * cosine + bias. */
export interface Contrast {
  readonly scale: NamedTensor
  readonly bias: NamedTensor | null
  /** How the logits of all texts become probabilities. */
  readonly probabilities: 'softmax' | 'sigmoid'
}

/** What the graph of the picture gives. */
export interface AuthoredImage {
  /** [1, embeddingWidth], of any length: nothing is normalised. */
  readonly embedding: Value
  /** What enters each block, then what leaves the last one, each pooled to [1, width]. */
  readonly states: readonly Value[]
  /** [1, classes] */
  readonly logits: Value | null
  /** Attention of the class token in the last block, [heads, attentionGrid²]. */
  readonly attention: Value | null
}

/** An encoder of pictures, understood: what to do with a picture and a text, and how to author its graphs. */
export interface CompiledEncoder {
  readonly shape: EncoderShape
  readonly image: ImageRecipe
  /** Names of the classes by their index. */
  readonly labels: readonly string[]
  readonly text: TextTower | null
  readonly contrast: Contrast | null
  /** @param pixels [1, 3, imageSize, imageSize]. */
  author(top: Module, pixels: Value): AuthoredImage
  /** Tensors, by canonical name, that the family knows and does not need. */
  leftAside(name: string): boolean
}

/** One family of encoders. */
export interface Encoder {
  readonly id: string
  /** The `model_type`s of config.json that it reads. */
  readonly modelTypes: readonly string[]
  /** The one spelling of a tensor's name, whatever version of transformers saved it. Idempotent. */
  canonicalName(stored: string): string
  /**
   * @param has whether a tensor is stored, by its canonical name: which heads a checkpoint has, its config does not
   * always say. @throws Refusal `bad-config`, `unsupported-config`.
   */
  compile(files: ModelFiles, has: (name: string) => boolean): CompiledEncoder
}
