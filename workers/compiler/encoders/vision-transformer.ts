import { z } from 'zod'
import type { Value } from '#workers/onnx/graph-builder'
import { count, layerCount, normEpsilon, or } from '../config-values'
import type { ModelFiles } from '../families/family'
import { imageProcessing } from '../image-processor'
import type { ProcessorType } from '../image-processor-defaults'
import { activation } from '../layers/activation'
import { classAttention } from '../layers/class-attention'
import { type EncoderLayerConfig, type EncoderLayerNames, encode } from '../layers/encoder-layer'
import { linear } from '../layers/linear'
import { norm } from '../layers/norm'
import { gridOf, patchEmbedding } from '../layers/patch-embedding'
import { tokenRow } from '../layers/token-rows'
import type { Module } from '../module'
import { parseConfig } from '../parse-config'
import { classifierConfig, classifies, labelsOf } from './classifier'
import type { CompiledEncoder } from './encoder'

/** A side in pixels, which may be written twice. */
const side = z.union([
  count,
  z
    .tuple([count, count])
    .refine(([height, width]) => height === width, 'only squares are supported')
    .transform(([height]) => height),
])
const schema = classifierConfig.extend({
  hidden_size: or(count, 768),
  num_hidden_layers: or(layerCount, 12),
  num_attention_heads: or(count, 12),
  intermediate_size: or(count, 3072),
  hidden_act: or(z.string(), 'gelu'),
  layer_norm_eps: or(normEpsilon, 1e-12),
  image_size: or(side, 224),
  patch_size: or(side, 16),
  qkv_bias: or(z.boolean(), true),
  pooler_output_size: count.nullish(),
  pooler_act: or(z.string(), 'tanh'),
})

/** ViT's names since transformers 5. */
const vitLayerNames: EncoderLayerNames = {
  layers: 'layers',
  normBefore: 'layernorm_before',
  attention: 'attention',
  out: 'o_proj',
  normAfter: 'layernorm_after',
}

/** What ViT and DeiT differ in. */
export interface VisionTransformerParts {
  readonly family: string
  readonly processor: ProcessorType
  /** Tokens in front of the patches, the class token first. */
  readonly special: readonly string[]
  /** Classification heads, the n-th for the n-th special token; their logits are averaged. */
  readonly heads: readonly string[]
}

/** @param has whether a tensor is stored. @throws Refusal `bad-config`, `unsupported-config`. */
export function visionTransformer(
  files: ModelFiles,
  has: (name: string) => boolean,
  { family, processor, special, heads: classifiers }: VisionTransformerParts,
): CompiledEncoder {
  const config = parseConfig('config.json', schema, files.config)
  const { hidden_size: width, num_hidden_layers: layers, layer_norm_eps: epsilon } = config
  const size = { imageSize: config.image_size, patchSize: config.patch_size }
  const grid = gridOf(size)
  const positions = grid * grid + special.length
  const layer: EncoderLayerConfig = {
    width,
    inner: config.intermediate_size,
    heads: config.num_attention_heads,
    activation: config.hidden_act,
    epsilon,
    biasIn: config.qkv_bias,
    names: vitLayerNames,
  }
  const pools = has('pooler.dense.weight')
  const poolerWidth = config.pooler_output_size ?? width
  const stored = classifiers.some(head => has(`${head}.weight`))
  const labels = classifies(config, stored) ? labelsOf(config) : []
  return {
    shape: {
      family,
      vision: { modelType: family, layers, width, heads: layer.heads, ...size },
      text: null,
      embeddingWidth: pools ? poolerWidth : width,
      classes: labels.length,
      attentionGrid: grid,
    },
    image: imageProcessing(files.preprocessor, processor),
    labels,
    text: null,
    contrast: null,
    author(m, pixels) {
      const embeddings = m.at('embeddings')
      const patches = patchEmbedding(embeddings.at('patch_embeddings.projection'), pixels, {
        width,
        ...size,
        bias: true,
      })
      const front = special.map(name => embeddings.weight(name, [1, 1, width], [1, width]))
      const tokens = m.op('Concat', [...front, patches], { axis: 0 })
      const placed = m.add(
        tokens,
        embeddings.weight('position_embeddings', [1, positions, width], [positions, width]),
      )
      const depths = Array.from({ length: layers + 1 }, (_, depth) => depth)
      const streams = encode(m, placed, layer, depths)
      const finished = (index: number) =>
        norm(m.at('layernorm'), tokenRow(m, streams[layers] ?? '', index), { kind: 'layer', width, epsilon })
      const last = m.at(`${vitLayerNames.layers}.${layers - 1}`)
      return {
        embedding: pools ? pooler(m, finished(0)) : finished(0),
        states: streams.map(stream => tokenRow(m, stream, 0)),
        logits: labels.length === 0 ? null : logits(m, finished),
        attention: classAttention(last, streams[layers - 1] ?? '', layer, special.length),
      }
    },
    leftAside: name => name === 'embeddings.mask_token',
  }

  function pooler(m: Module, first: Value): Value {
    const dense = linear(m.at('pooler.dense'), first, { from: width, to: poolerWidth, bias: true })
    return activation(m, config.pooler_act, dense)
  }

  function logits(m: Module, finished: (index: number) => Value): Value {
    const each = classifiers.map((head, index) =>
      linear(m.at(head), finished(index), { from: width, to: labels.length, bias: true }),
    )
    return each.length === 1 ? (each[0] ?? '') : m.op('Mean', each)
  }
}

/** From the names of transformers 4, `encoder.layer.i.attention.attention.query`, to those of 5. */
export function visionTransformerName(stored: string): string {
  return stored
    .replace(/^(vit|deit)\./, '')
    .replace(/^encoder\.layer\./, 'layers.')
    .replace(
      /^(layers\.\d+\.attention)\.attention\.(query|key|value)\./,
      (_, attention: string, part: string) => `${attention}.${part[0]}_proj.`,
    )
    .replace(/^(layers\.\d+\.attention)\.output\.dense\./, '$1.o_proj.')
    .replace(/^(layers\.\d+)\.intermediate\.dense\./, '$1.mlp.fc1.')
    .replace(/^(layers\.\d+)\.output\.dense\./, '$1.mlp.fc2.')
}
