import { z } from 'zod'
import { count, or } from '../config-values'
import { imageProcessing } from '../image-processor'
import { classAttention } from '../layers/class-attention'
import { clipLayerNames } from '../layers/encoder-layer'
import { linear } from '../layers/linear'
import { norm } from '../layers/norm'
import { tokenRow } from '../layers/token-rows'
import { parseConfig } from '../parse-config'
import { clipTower } from '../towers/clip'
import type { Encoder, TextTower } from './encoder'
import { textTower, textTowerConfig } from './text-tower'

const part = z.looseObject({})
const schema = z.looseObject({
  model_type: z.string(),
  projection_dim: or(count, 512),
  text_config: part.nullish(),
  vision_config: part.nullish(),
  // Of before 2023. What they hold replaces the other two as a whole, defaults of the class included.
  text_config_dict: part.nullish(),
  vision_config_dict: part.nullish(),
})
const textConfig = textTowerConfig({
  vocabulary: 49408,
  width: 512,
  inner: 2048,
  heads: 8,
  positions: 77,
  activation: 'quick_gelu',
  epsilon: 1e-5,
}).extend({ eos_token_id: or(z.int(), 49407) })

/** CLIP, with both towers or its vision tower alone. Mirrors transformers' modeling_clip.py. */
export const clip: Encoder = {
  id: 'clip',
  modelTypes: ['clip', 'clip_vision_model'],
  canonicalName: stored =>
    stored
      .replace(/^(vision_model\.)+/, 'vision_model.')
      .replace(/^(embeddings|pre_layrnorm|encoder|post_layernorm)\./, 'vision_model.$1.'),
  compile(files, has) {
    const config = parseConfig('config.json', schema, files.config)
    const both = config.model_type === 'clip'
    const inside = both ? 'vision_config' : undefined
    const visionJson = both ? (config.vision_config_dict ?? config.vision_config ?? {}) : config
    const tower = clipTower.read(visionJson, inside)
    const { layers } = tower.shape
    const { layer } = tower
    const { width, epsilon } = layer
    const projected = both || has('visual_projection.weight')
    const embeddingWidth = projected ? config.projection_dim : width
    const text = both ? readText(config.text_config_dict ?? config.text_config ?? {}, embeddingWidth) : null
    return {
      shape: {
        family: 'clip',
        vision: tower.shape,
        text: text?.shape ?? null,
        embeddingWidth,
        classes: 0,
        attentionGrid: tower.grid,
      },
      image: imageProcessing(files.preprocessor, 'CLIPImageProcessor'),
      labels: [],
      text,
      contrast: both
        ? { scale: { name: 'logit_scale', shape: [] }, bias: null, probabilities: 'softmax' }
        : null,
      author(top, pixels) {
        const m = top.at('vision_model')
        const streams = tower.author(
          m,
          pixels,
          Array.from({ length: layers + 1 }, (_, depth) => depth),
        )
        const states = streams.map(stream => tokenRow(m, stream, 0))
        const pooled = norm(m.at('post_layernorm'), states[layers] ?? '', { kind: 'layer', width, epsilon })
        const last = m.at(`${clipLayerNames.layers}.${layers - 1}`)
        return {
          embedding: projected
            ? linear(top.at('visual_projection'), pooled, { from: width, to: embeddingWidth, bias: false })
            : pooled,
          states,
          logits: null,
          attention: classAttention(last, streams[layers - 1] ?? '', layer, 1),
        }
      },
      leftAside: () => false,
    }
  },
}

function readText(json: unknown, embeddingWidth: number): TextTower {
  const config = parseConfig('config.json', textConfig, json, 'text_config')
  return textTower(config, {
    causal: true,
    // Nothing sees what comes after it, so what comes after the pooled token changes nothing.
    fed: (ids, used) => ids.slice(0, pooledPlace(ids.slice(0, used), config.eos_token_id) + 1),
    head: (top, pooled) =>
      linear(top.at('text_projection'), pooled, {
        from: config.hidden_size,
        to: embeddingWidth,
        bias: false,
      }),
  })
}

/**
 * The first end token; the first token where there is none. Configs of before July 2023 say 2 for it whatever the
 * vocabulary: there it is the largest id, which `<|endoftext|>` is.
 */
function pooledPlace(ids: readonly number[], end: number): number {
  return Math.max(0, ids.indexOf(end === 2 ? Math.max(...ids) : end))
}
