import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { count, or } from '../config-values'
import { imageProcessing } from '../image-processor'
import { attentionPooling } from '../layers/attention-pooling'
import { linear } from '../layers/linear'
import { norm } from '../layers/norm'
import { meanToken } from '../layers/token-rows'
import { parseConfig } from '../parse-config'
import { siglipTower } from '../towers/siglip'
import type { Encoder, TextTower } from './encoder'
import { textTower, textTowerConfig } from './text-tower'

const part = z.looseObject({})
const schema = z.looseObject({
  model_type: z.string(),
  text_config: part.nullish(),
  vision_config: part.nullish(),
})
const visionConfig = z.looseObject({ vision_use_head: or(z.boolean(), true) })
const textConfig = textTowerConfig({
  vocabulary: 32000,
  width: 768,
  inner: 3072,
  heads: 12,
  positions: 64,
  activation: 'gelu_pytorch_tanh',
  epsilon: 1e-6,
}).extend({ projection_size: count.nullish() })

/** SigLIP, with both towers or its vision tower alone. Mirrors transformers' modeling_siglip.py. */
export const siglip: Encoder = {
  id: 'siglip',
  modelTypes: ['siglip', 'siglip_vision_model'],
  canonicalName: stored =>
    stored
      .replace(/^(vision_model\.)+/, 'vision_model.')
      .replace(/^(embeddings|encoder|post_layernorm|head)\./, 'vision_model.$1.'),
  compile(files) {
    const config = parseConfig('config.json', schema, files.config)
    const both = config.model_type === 'siglip'
    const inside = both ? 'vision_config' : undefined
    const visionJson = both ? (config.vision_config ?? {}) : config
    const tower = siglipTower.read(visionJson, inside)
    const { layers } = tower.shape
    const { layer } = tower
    const { width, epsilon } = layer
    const vision = parseConfig('config.json', visionConfig, visionJson, inside)
    if (!vision.vision_use_head)
      throw new Refusal(
        'unsupported-config',
        'config.json: vision_use_head false leaves no embedding of a picture; supported: true',
      )
    const text = both ? readText(config.text_config ?? {}, width) : null
    return {
      shape: {
        family: 'siglip',
        vision: tower.shape,
        text: text?.shape ?? null,
        embeddingWidth: width,
        classes: 0,
        attentionGrid: null,
      },
      image: imageProcessing(files.preprocessor, 'SiglipImageProcessor'),
      labels: [],
      text,
      contrast: both
        ? {
            scale: { name: 'logit_scale', shape: [1] },
            bias: { name: 'logit_bias', shape: [1] },
            probabilities: 'sigmoid',
          }
        : null,
      author(top, pixels) {
        const m = top.at('vision_model')
        const streams = tower.author(
          m,
          pixels,
          Array.from({ length: layers + 1 }, (_, depth) => depth),
        )
        const tokens = norm(m.at('post_layernorm'), streams[layers] ?? '', { kind: 'layer', width, epsilon })
        return {
          embedding: attentionPooling(m.at('head'), tokens, layer),
          states: streams.map(stream => meanToken(m, stream)),
          logits: null,
          attention: null,
        }
      },
      leftAside: () => false,
    }
  },
}

function readText(json: unknown, embeddingWidth: number): TextTower {
  const config = parseConfig('config.json', textConfig, json, 'text_config')
  const to = config.projection_size ?? config.hidden_size
  if (to !== embeddingWidth)
    throw new Refusal(
      'bad-config',
      `config.json: text_config.projection_size ${to} is not the vision tower's width ${embeddingWidth}`,
    )
  return textTower(config, {
    causal: false,
    // Every text has the length of the longest, and its padding is attended to like a word.
    fed: ids => ids,
    head: (top, pooled) =>
      linear(top.at('text_model.head'), pooled, { from: config.hidden_size, to, bias: true }),
  })
}
