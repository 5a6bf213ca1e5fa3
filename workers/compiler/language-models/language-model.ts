import type { Value } from '#workers/onnx/graph-builder'
import type { Rope } from '../layers/rope'
import type { Module } from '../module'

export interface DecoderShape {
  readonly layers: number
  readonly width: number
  /** Of the MLP. */
  readonly inner: number
  readonly heads: number
  readonly keyValueHeads: number
  readonly headWidth: number
  readonly vocabulary: number
  readonly maxPositions: number
}

/** The attention of one layer, each of the projections [rows, heads * headWidth]. */
export interface Attend {
  readonly layer: number
  readonly query: Value
  readonly key: Value
  readonly value: Value
  /** A query sees this many keys, itself included; null: all before it. */
  readonly window: number | null
}

/** What a layer's attention needs from the step it is part of: positions, and keys and values of earlier tokens. */
export interface DecoderStep {
  /** Rotates queries and keys where the model has rotary positions, and attends causally. Returns [rows, heads * headWidth]. */
  attend(m: Module, attention: Attend): Value
  /** Of rows [rows, …], those whose stream is wanted after the layer; all of them where absent. */
  wanted?(m: Module, rows: Value): Value
}

/** A decoder-only language model, read from its part of config.json. Hidden states are [rows, width]. */
export interface LanguageModel {
  readonly modelType: string
  readonly shape: DecoderShape
  /** Null: no rotary positions. */
  readonly rope: Rope | null
  /** Slope of the linear bias of every head (ALiBi, arXiv 2108.12409); null: no bias. */
  readonly alibi: Float32Array | null
  readonly stopTokens: readonly number[]
  /** `tie_word_embeddings`; null where config.json is silent. */
  readonly tied: boolean | null
  /** Path of the token embeddings below the language model, and what their rows are multiplied by. */
  readonly embedding: { readonly module: string; readonly scale: number }
  /** What happens to the embeddings before the first layer. */
  enter(m: Module, embeddings: Value): Value
  /** The rows that the step wants, all of which are attended to. */
  layer(m: Module, layer: number, hidden: Value, step: DecoderStep): Value
  /** The norm after the last layer. */
  finish(m: Module, hidden: Value): Value
}

/** Reads the part of config.json that describes a language model. */
export interface LanguageModelReader {
  readonly modelType: string
  /** @param inside the key of config.json that `config` is. @throws Refusal `bad-config`, `unsupported-config`. */
  read(config: unknown, inside?: string): LanguageModel
}
