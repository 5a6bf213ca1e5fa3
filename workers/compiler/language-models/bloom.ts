import { z } from 'zod'
import { count, layerCount, normEpsilon, or, tokenIds } from '../config-values'
import { bloomLayer } from '../layers/bloom-layer'
import { norm } from '../layers/norm'
import { parseConfig } from '../parse-config'
import { checkShape } from './check-shape'
import type { DecoderShape, LanguageModelReader } from './language-model'

const schema = z.looseObject({
  vocab_size: or(count, 250880),
  hidden_size: or(count, 64),
  /** The older spelling of `hidden_size`, which it overrides. */
  n_embed: count.nullish(),
  n_layer: layerCount.nullish(),
  num_hidden_layers: layerCount.nullish(),
  n_head: count.nullish(),
  num_attention_heads: count.nullish(),
  layer_norm_epsilon: or(normEpsilon, 1e-5),
  apply_residual_connection_post_layernorm: or(z.boolean(), false),
  /** Sums that leave the bias out: no published checkpoint asks for them. */
  slow_but_exact: or(z.literal(false), false),
  /** What it was trained with; its positions have no end of their own. */
  seq_length: or(count, 2048),
  eos_token_id: or(tokenIds, 2),
  tie_word_embeddings: or(z.boolean(), true),
})

/** BLOOM: a norm on the embeddings, fused projections, and linear biases for positions. Mirrors modeling_bloom.py. */
export const bloom: LanguageModelReader = {
  modelType: 'bloom',
  read(json, inside) {
    const config = parseConfig('config.json', schema, json, inside)
    const shape = shapeOf(config)
    const layerNorm = { kind: 'layer', width: shape.width, epsilon: config.layer_norm_epsilon } as const
    const layer = { shape, norm: layerNorm, normedResidual: config.apply_residual_connection_post_layernorm }
    return {
      modelType: 'bloom',
      shape,
      rope: null,
      alibi: alibiSlopes(shape.heads),
      stopTokens: [config.eos_token_id].flat(),
      tied: config.tie_word_embeddings,
      embedding: { module: 'word_embeddings', scale: 1 },
      enter: (m, embeddings) => norm(m.at('word_embeddings_layernorm'), embeddings, layerNorm),
      layer: (m, index, hidden, step) => bloomLayer(m.at(`h.${index}`), index, hidden, layer, step),
      finish: (m, hidden) => norm(m.at('ln_f'), hidden, layerNorm),
    }
  },
}

function shapeOf(config: z.infer<typeof schema>): DecoderShape {
  const width = config.n_embed ?? config.hidden_size
  const heads = config.n_head ?? config.num_attention_heads ?? 8
  const shape = {
    layers: config.n_layer ?? config.num_hidden_layers ?? 2,
    width,
    inner: 4 * width,
    heads,
    keyValueHeads: heads,
    headWidth: width / heads,
    vocabulary: config.vocab_size,
    maxPositions: config.seq_length,
  }
  return checkShape(shape, { rotary: false })
}

/**
 * Slopes of ALiBi (arXiv 2108.12409): 2^(-8 / n), squared, cubed … for n heads, n a power of two; the heads beyond the
 * last such n take every other slope of 2 n heads.
 */
export function alibiSlopes(heads: number): Float32Array {
  const power = 2 ** Math.floor(Math.log2(heads))
  const base = (count: number) => Math.fround(2 ** -(8 / count))
  return Float32Array.from({ length: heads }, (_, head) =>
    head < power ? base(power) ** (head + 1) : base(2 * power) ** (2 * (head - power) + 1),
  )
}
