import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import type { VisualTokenLayout } from '#lib/domain/visual-tokens'
import { GraphBuilder } from '#workers/onnx/graph-builder'
import { clipImageProcessing } from '../image-processor'
import { type ClipTowerConfig, clipTower, gridOf } from '../layers/clip-tower'
import { activation, linear } from '../layers/linear'
import { type LlamaDecoderConfig, llamaDecoder } from '../layers/llama-decoder'
import { parseConfig } from '../parse-config'
import { canonicalName, type Weights } from '../weights'
import type { CompiledCheckpoint, Family } from './family'

/** A key that may be absent or null, with the default of its class. */
const or = <T extends z.ZodType>(schema: T, fallback: z.infer<T>) =>
  schema.nullish().transform(value => value ?? fallback)

const visionConfig = z.object({
  model_type: or(z.string(), 'clip_vision_model'),
  hidden_size: or(z.int().positive(), 768),
  intermediate_size: or(z.int().positive(), 3072),
  num_hidden_layers: or(z.int().positive(), 12),
  num_attention_heads: or(z.int().positive(), 12),
  image_size: or(z.int().positive(), 224),
  patch_size: or(z.int().positive(), 32),
  hidden_act: or(z.string(), 'quick_gelu'),
  layer_norm_eps: or(z.number(), 1e-5),
})
/** What an absent `vision_config` means: CLIP ViT-L/14 at 336 px. */
const publishedTower = {
  model_type: 'clip_vision_model',
  hidden_size: 1024,
  intermediate_size: 4096,
  num_hidden_layers: 24,
  num_attention_heads: 16,
  image_size: 336,
  patch_size: 14,
}
const rope = z.looseObject({
  rope_type: z.string().nullish(),
  type: z.string().nullish(),
  rope_theta: z.number().nullish(),
})
const textConfig = z.object({
  model_type: or(z.string(), 'llama'),
  hidden_size: or(z.int().positive(), 4096),
  intermediate_size: or(z.int().positive(), 11008),
  num_hidden_layers: or(z.int().positive(), 32),
  num_attention_heads: or(z.int().positive(), 32),
  num_key_value_heads: z.int().positive().nullish(),
  head_dim: z.int().positive().nullish(),
  vocab_size: or(z.int().positive(), 32000),
  max_position_embeddings: or(z.int().positive(), 2048),
  hidden_act: or(z.string(), 'silu'),
  rms_norm_eps: or(z.number(), 1e-6),
  rope_theta: z.number().nullish(),
  rope_scaling: rope.nullish(),
  rope_parameters: rope.nullish(),
  attention_bias: or(z.boolean(), false),
  mlp_bias: or(z.boolean(), false),
  tie_word_embeddings: z.boolean().nullish(),
  eos_token_id: z.union([z.int(), z.array(z.int())]).nullish(),
})
const llavaConfig = z.object({
  vision_config: or(visionConfig, visionConfig.parse(publishedTower)),
  text_config: or(textConfig, textConfig.parse({})),
  vision_feature_layer: or(z.union([z.int(), z.array(z.int()).min(1)]), -2),
  vision_feature_select_strategy: or(z.enum(['default', 'full']), 'default'),
  projector_hidden_act: or(z.string(), 'gelu'),
  multimodal_projector_bias: or(z.boolean(), true),
  tie_word_embeddings: z.boolean().nullish(),
  image_token_index: z.int().nonnegative().nullish(),
  image_token_id: z.int().nonnegative().nullish(),
  eos_token_id: z.union([z.int(), z.array(z.int())]).nullish(),
})
const generationConfig = z.looseObject({ eos_token_id: z.union([z.int(), z.array(z.int())]).nullish() })

/** LLaVA-1.5 (Liu et al. 2023): CLIP tower, two-layer projector, Llama. Mirrors transformers' modeling_llava.py. */
export const llava: Family = {
  modelType: 'llava',
  compile(files, tensors): CompiledCheckpoint {
    const config = parseConfig('config.json', llavaConfig, files.config)
    const generation = parseConfig('generation_config.json', generationConfig, files.generation ?? {})
    const tower = towerOf(config.vision_config)
    const decoder = decoderOf(config.text_config)
    const depths = [config.vision_feature_layer].flat().map(layer => depthOf(layer, tower.layers))
    const keepClass = config.vision_feature_select_strategy === 'full'
    const layout = visualTokens(tower, keepClass)
    const ties = config.tie_word_embeddings ?? config.text_config.tie_word_embeddings ?? true
    const tied = ties && ![...tensors.tensors.keys()].some(name => canonicalName(name) === 'lm_head.weight')
    const embedding = 'language_model.embed_tokens.weight'
    return {
      shape: {
        family: 'llava',
        vision: {
          modelType: config.vision_config.model_type,
          layers: tower.layers,
          width: tower.width,
          heads: tower.heads,
          imageSize: tower.imageSize,
          patchSize: tower.patchSize,
        },
        text: {
          modelType: config.text_config.model_type,
          layers: decoder.layers,
          width: decoder.width,
          heads: decoder.heads,
          keyValueHeads: decoder.keyValueHeads,
          vocabulary: decoder.vocabulary,
          maxPositions: decoder.maxPositions,
        },
      },
      decoder,
      imageSize: tower.imageSize,
      embedding,
      imageToken: config.image_token_index ?? config.image_token_id ?? 32000,
      stopTokens: [
        generation.eos_token_id ?? config.text_config.eos_token_id ?? config.eos_token_id ?? 2,
      ].flat(),
      layout,
      image: clipImageProcessing(files.preprocessor),
      authorVision(weights) {
        const graph = new GraphBuilder('vision')
        const pixels = graph.input('pixel_values', 'F32', [1, 3, tower.imageSize, tower.imageSize])
        const features = selectFeatures(graph, weights, tower, pixels, depths, keepClass)
        const tokens = projector(graph, weights, features, {
          from: tower.width * depths.length,
          to: decoder.width,
          bias: config.multimodal_projector_bias,
          activation: config.projector_hidden_act,
        })
        graph.output(tokens, 'F32', [layout.count, decoder.width])
        return graph.build()
      },
      authorDecoder(weights) {
        const graph = new GraphBuilder('decoder')
        llamaDecoder(graph, weights, 'language_model', tied ? embedding : 'lm_head.weight', decoder)
        return graph.build()
      },
      leftAside: name =>
        isLaterLayer(name, Math.max(...depths)) || name.startsWith('vision_tower.post_layernorm.'),
    }
  },
}

/** Hidden states of the chosen layers side by side, without the class token unless the strategy is `full`. */
function selectFeatures(
  graph: GraphBuilder,
  weights: Weights,
  tower: ClipTowerConfig,
  pixels: string,
  depths: readonly number[],
  keepClass: boolean,
): string {
  const chosen = depths.map(depth => {
    const hidden = clipTower(graph, weights, 'vision_tower', tower, pixels, depth)
    if (keepClass) return hidden
    return graph.op('Slice', [hidden, graph.int64([1]), graph.int64([2 ** 31]), graph.int64([0])])
  })
  return chosen.length === 1 ? (chosen[0] ?? '') : graph.op('Concat', chosen, { axis: 1 })
}

function projector(
  graph: GraphBuilder,
  weights: Weights,
  features: string,
  { from, to, bias, activation: name }: { from: number; to: number; bias: boolean; activation: string },
): string {
  const root = 'multi_modal_projector'
  const inner = activation(
    graph,
    name,
    linear(graph, weights, `${root}.linear_1`, features, { from, to, bias }),
  )
  return linear(graph, weights, `${root}.linear_2`, inner, { from: to, to, bias })
}

function towerOf(config: z.infer<typeof visionConfig>): ClipTowerConfig {
  if (config.model_type !== 'clip_vision_model')
    throw new Refusal(
      'unsupported-config',
      `config.json: vision tower "${config.model_type}" is not supported; supported: clip_vision_model`,
    )
  return {
    width: config.hidden_size,
    mlpWidth: config.intermediate_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    imageSize: config.image_size,
    patchSize: config.patch_size,
    activation: config.hidden_act,
    epsilon: config.layer_norm_eps,
  }
}

function decoderOf(config: z.infer<typeof textConfig>): LlamaDecoderConfig {
  if (config.model_type !== 'llama')
    throw new Refusal(
      'unsupported-config',
      `config.json: language model "${config.model_type}" is not supported; supported: llama`,
    )
  const scaling = config.rope_parameters ?? config.rope_scaling
  const ropeType = scaling?.rope_type ?? scaling?.type ?? 'default'
  if (ropeType !== 'default')
    throw new Refusal(
      'unsupported-config',
      `config.json: RoPE type "${ropeType}" is not supported; supported: default`,
    )
  const heads = config.num_attention_heads
  return {
    width: config.hidden_size,
    mlpWidth: config.intermediate_size,
    layers: config.num_hidden_layers,
    heads,
    keyValueHeads: config.num_key_value_heads ?? heads,
    headWidth: config.head_dim ?? config.hidden_size / heads,
    vocabulary: config.vocab_size,
    maxPositions: config.max_position_embeddings,
    ropeTheta: config.rope_theta ?? scaling?.rope_theta ?? 10_000,
    activation: config.hidden_act,
    epsilon: config.rms_norm_eps,
    attentionBias: config.attention_bias,
    mlpBias: config.mlp_bias,
  }
}

/** Layers to run for `hidden_states[layer]`: index 0 is the input of the first, -1 the output of the last. */
function depthOf(layer: number, layers: number): number {
  const depth = layer < 0 ? layers + 1 + layer : layer
  if (depth < 0 || depth > layers)
    throw new Refusal(
      'bad-config',
      `config.json: vision_feature_layer ${layer} of a tower with ${layers} layers`,
    )
  return depth
}

function visualTokens(tower: ClipTowerConfig, keepClass: boolean): VisualTokenLayout {
  const grid = gridOf(tower)
  const first = keepClass ? 1 : 0
  const tokens = Uint32Array.from({ length: grid * grid }, (_, patch) => patch + first)
  return { count: grid * grid + first, blocks: [{ kind: 'base', rows: grid, columns: grid, tokens }] }
}

function isLaterLayer(name: string, depth: number): boolean {
  const layer = /^vision_tower\.encoder\.layers\.(\d+)\./.exec(name)?.[1]
  return layer !== undefined && Number(layer) >= depth
}
