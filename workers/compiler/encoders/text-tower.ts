import { z } from 'zod'
import type { Value } from '#workers/onnx/graph-builder'
import { count, layerCount, normEpsilon, or } from '../config-values'
import { clipLayerNames, type EncoderLayerConfig, encoderLayer } from '../layers/encoder-layer'
import { norm } from '../layers/norm'
import { tokenRow } from '../layers/token-rows'
import type { Module } from '../module'
import type { TextTower } from './encoder'

export interface TextTowerDefaults {
  readonly vocabulary: number
  readonly width: number
  readonly inner: number
  readonly heads: number
  readonly positions: number
  readonly activation: string
  readonly epsilon: number
}

/** Every text of a SigLIP is as long as the positions; published text towers have 64 to 8,192. */
const textPositions = z.int().positive().max(8192)

/** The keys of `text_config` that CLIP and SigLIP share. */
export function textTowerConfig(defaults: TextTowerDefaults) {
  return z.looseObject({
    vocab_size: or(count, defaults.vocabulary),
    hidden_size: or(count, defaults.width),
    intermediate_size: or(count, defaults.inner),
    num_hidden_layers: or(layerCount, 12),
    num_attention_heads: or(count, defaults.heads),
    max_position_embeddings: or(textPositions, defaults.positions),
    hidden_act: or(z.string(), defaults.activation),
    layer_norm_eps: or(normEpsilon, defaults.epsilon),
  })
}

export interface TextTowerParts {
  /** Whether a token sees only itself and those before it. */
  readonly causal: boolean
  readonly fed: TextTower['fed']
  /** From the pooled token, [1, width], to the embedding, [1, embeddingWidth]. */
  readonly head: (top: Module, pooled: Value) => Value
}

/** CLIP's and SigLIP's text transformer, pooled at its last token: `text_model`. */
export function textTower(
  config: z.infer<ReturnType<typeof textTowerConfig>>,
  { causal, fed, head }: TextTowerParts,
): TextTower {
  const { hidden_size: width, max_position_embeddings: maxPositions, layer_norm_eps: epsilon } = config
  const layers = config.num_hidden_layers
  const layer: EncoderLayerConfig = {
    width,
    inner: config.intermediate_size,
    heads: config.num_attention_heads,
    activation: config.hidden_act,
    epsilon,
  }
  return {
    shape: { layers, width, heads: layer.heads, vocabulary: config.vocab_size, maxPositions },
    embedding: 'text_model.embeddings.token_embedding.weight',
    fed,
    author(top, embeddings) {
      const m = top.at('text_model')
      const positions = m.at('embeddings.position_embedding').weight('weight', [maxPositions, width])
      const length = m.op('Shape', [embeddings], { start: 0, end: 1 })
      const zero = m.graph.int64([0])
      let hidden = m.add(embeddings, m.op('Slice', [positions, zero, length, zero]))
      for (let index = 0; index < layers; index++)
        hidden = encoderLayer(m.at(`${clipLayerNames.layers}.${index}`), hidden, layer, causal)
      const pooled = tokenRow(m, hidden, -1)
      return head(top, norm(m.at('final_layer_norm'), pooled, { kind: 'layer', width, epsilon }))
    },
  }
}
