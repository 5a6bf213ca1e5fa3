import { z } from 'zod'
import { count, layerCount, or } from '../config-values'
import { type EncoderLayerConfig, encode } from '../layers/encoder-layer'
import { gridOf, patchEmbedding } from '../layers/patch-embedding'
import { parseConfig } from '../parse-config'
import { isLaterLayer, type VisionTowerReader } from './vision-tower'

const schema = z.looseObject({
  hidden_size: or(count, 768),
  intermediate_size: or(count, 3072),
  num_hidden_layers: or(layerCount, 12),
  num_attention_heads: or(count, 12),
  image_size: or(count, 224),
  patch_size: or(count, 16),
  hidden_act: or(z.string(), 'gelu_pytorch_tanh'),
  layer_norm_eps: or(z.number(), 1e-6),
})

/** SigLIP's vision transformer: CLIP's without a class token and a norm in front. Mirrors transformers' modeling_siglip.py. */
export const siglipTower: VisionTowerReader = {
  modelType: 'siglip_vision_model',
  read(json, inside) {
    const config = parseConfig('config.json', schema, json, inside)
    const { hidden_size: width, num_hidden_layers: layers } = config
    const shape = {
      modelType: 'siglip_vision_model',
      layers,
      width,
      heads: config.num_attention_heads,
      imageSize: config.image_size,
      patchSize: config.patch_size,
    }
    const grid = gridOf(shape)
    const layer: EncoderLayerConfig = {
      width,
      inner: config.intermediate_size,
      heads: shape.heads,
      activation: config.hidden_act,
      epsilon: config.layer_norm_eps,
    }
    return {
      shape,
      grid,
      classToken: false,
      author(m, pixels, depths) {
        const embeddings = m.at('embeddings')
        const patches = patchEmbedding(embeddings.at('patch_embedding'), pixels, { ...shape, bias: true })
        const positions = embeddings.at('position_embedding').weight('weight', [grid * grid, width])
        return encode(m, m.add(patches, positions), layer, depths)
      },
      leftAside: (path, deepest) => /^(post_layernorm|head)\./.test(path) || isLaterLayer(path, deepest),
    }
  },
}
