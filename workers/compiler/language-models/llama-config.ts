import { z } from 'zod'
import { count, layerCount, normEpsilon, or, tokenIds } from '../config-values'
import { type LlamaLayerConfig, llamaLayer } from '../layers/llama-layer'
import { norm } from '../layers/norm'
import { makeRope, type Rope, ropeSettings } from '../layers/rope'
import { checkShape } from './check-shape'
import type { DecoderShape, LanguageModel } from './language-model'

export interface LlamaDefaults {
  readonly inner: number
  /** Null: as many as there are heads. */
  readonly keyValueHeads: number | null
  readonly vocabulary: number
  readonly positions: number
  readonly stop: number | null
}

/** The keys of config.json that Llama and its descendants share, with the defaults of one of their classes. */
export function llamaConfig(defaults: LlamaDefaults) {
  return z.looseObject({
    hidden_size: or(count, 4096),
    intermediate_size: or(count, defaults.inner),
    num_hidden_layers: or(layerCount, 32),
    num_attention_heads: or(count, 32),
    num_key_value_heads: count.nullable().default(defaults.keyValueHeads),
    head_dim: count.nullish(),
    vocab_size: or(count, defaults.vocabulary),
    max_position_embeddings: or(count, defaults.positions),
    hidden_act: or(z.string(), 'silu'),
    rms_norm_eps: or(normEpsilon, 1e-6),
    rope_theta: z.number().positive().nullish(),
    rope_scaling: ropeSettings.nullish(),
    rope_parameters: ropeSettings.nullish(),
    partial_rotary_factor: z.number().positive().nullish(),
    eos_token_id: tokenIds.nullish(),
    tie_word_embeddings: z.boolean().nullish(),
  })
}
export type LlamaConfig = z.infer<ReturnType<typeof llamaConfig>>

/** @throws Refusal `bad-config`. */
export function llamaShape(config: LlamaConfig): DecoderShape {
  const heads = config.num_attention_heads
  const shape = {
    layers: config.num_hidden_layers,
    width: config.hidden_size,
    inner: config.intermediate_size,
    heads,
    keyValueHeads: config.num_key_value_heads ?? heads,
    headWidth: config.head_dim ?? config.hidden_size / heads,
    vocabulary: config.vocab_size,
    maxPositions: config.max_position_embeddings,
  }
  return checkShape(shape, { rotary: true })
}

function llamaRope(config: LlamaConfig, { headWidth, maxPositions }: DecoderShape): Rope {
  const given = config.rope_scaling ?? config.rope_parameters ?? {}
  const settings = { partial_rotary_factor: config.partial_rotary_factor, ...given }
  const theta = settings.rope_theta ?? config.rope_theta ?? 10_000
  return makeRope({ headWidth, theta, maxPositions, settings })
}

/**
 * A model of Llama's build: embeddings, `layers.i`, `norm`.
 * @param layerOf what is particular to a layer; `finalNorm` the norm after the last one.
 */
export function llamaModel(
  modelType: string,
  config: LlamaConfig,
  defaults: LlamaDefaults,
  shape: DecoderShape,
  layerOf: (layer: number) => Omit<LlamaLayerConfig, 'shape'>,
): LanguageModel {
  return {
    modelType,
    shape,
    rope: llamaRope(config, shape),
    alibi: null,
    stopTokens: [config.eos_token_id ?? defaults.stop ?? []].flat(),
    tied: config.tie_word_embeddings ?? null,
    embedding: { module: 'embed_tokens', scale: 1 },
    enter: (_, embeddings) => embeddings,
    layer: (m, layer, hidden, step) =>
      llamaLayer(m.at(`layers.${layer}`), layer, hidden, { shape, ...layerOf(layer) }, step),
    finish: (m, hidden) => norm(m.at('norm'), hidden, layerOf(shape.layers - 1).norm),
  }
}
