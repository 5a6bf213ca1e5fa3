import type { CheckpointDigest, CheckpointShape } from '#lib/domain/checkpoint'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { EncoderShape } from '#workers/compiler/encoders/encoder'

/** What an encoder is, and what its files say of its weights. */
export type StoredEncoderShape = EncoderShape &
  Pick<CheckpointShape, 'storedPrecision' | 'parameters' | 'weightBytes'>

/** How much the class token attends to every patch in the last block. */
export interface ClassAttention {
  readonly heads: number
  /** Patches per side, the rows of the picture from the top. */
  readonly grid: number
  /** [heads, grid, grid]; a head's shares and those of the tokens in front sum to 1. */
  readonly values: Float32Array
}

export interface ZeroShot {
  /** e^scale * cosine + bias of every text: `logits_per_image` of transformers. */
  readonly logits: Float32Array
  /** Their softmax for CLIP, each one's sigmoid for SigLIP. */
  readonly probabilities: Float32Array
}

/** An encoder of pictures that is loaded. What it does not have is refused with `bad-usage`; `shape` says what that is. */
export interface ImageEncoder {
  readonly digest: CheckpointDigest
  readonly shape: StoredEncoderShape
  /** The class of execution provider, e.g. `cpu`. */
  readonly provider: string
  /** Precision of the computation, e.g. `fp32`. */
  readonly precision: string
  /** Names of the classes by their index; empty where there is no classification head. */
  readonly labels: readonly string[]
  /**
   * [embeddingWidth], not normalised. CLIP: projected; SigLIP: the pooling head's; ViT and DeiT: the pooler's where there
   * is one, else the class token after the last norm; ResNet: the mean over the last stage.
   */
  embedImage(image: RgbImage): Promise<Float32Array>
  /** [embeddingWidth] each, not normalised. A text that is too long is cut before its end token. */
  embedTexts(texts: readonly string[]): Promise<readonly Float32Array[]>
  /** [classes] logits. */
  classify(image: RgbImage): Promise<Float32Array>
  /** Lengths of the embeddings do not matter. */
  zeroShot(image: Float32Array, texts: readonly Float32Array[]): ZeroShot
  /**
   * What enters each block, then what leaves the last one, [layers + 1] of [width]: the class token, or the mean over
   * all patches where there is none. Stages of a ResNet differ in width.
   */
  blockStates(image: RgbImage): Promise<readonly Float32Array[]>
  classAttention(image: RgbImage): Promise<ClassAttention>
  close(): Promise<void>
}
