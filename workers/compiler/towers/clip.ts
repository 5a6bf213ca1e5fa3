import { z } from 'zod'
import { count, layerCount, or } from '../config-values'
import { type EncoderLayerConfig, encode } from '../layers/encoder-layer'
import { norm } from '../layers/norm'
import { gridOf, patchEmbedding } from '../layers/patch-embedding'
import { parseConfig } from '../parse-config'
import { isLaterLayer, type VisionTowerReader } from './vision-tower'

const schema = z.looseObject({
  hidden_size: or(count, 768),
  intermediate_size: or(count, 3072),
  num_hidden_layers: or(layerCount, 12),
  num_attention_heads: or(count, 12),
  image_size: or(count, 224),
  patch_size: or(count, 32),
  hidden_act: or(z.string(), 'quick_gelu'),
  layer_norm_eps: or(z.number(), 1e-5),
})

/** CLIP's vision transformer. Mirrors transformers' modeling_clip.py, `pre_layrnorm` included. */
export const clipTower: VisionTowerReader = {
  modelType: 'clip_vision_model',
  read(json, inside) {
    const config = parseConfig('config.json', schema, json, inside)
    const { hidden_size: width, num_hidden_layers: layers, layer_norm_eps: epsilon } = config
    const shape = {
      modelType: 'clip_vision_model',
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
      epsilon,
    }
    return {
      shape,
      grid,
      classToken: true,
      author(m, pixels, depths) {
        const embeddings = m.at('embeddings')
        const patches = patchEmbedding(embeddings.at('patch_embedding'), pixels, { ...shape, bias: false })
        const classToken = embeddings.weight('class_embedding', [width], [1, width])
        const tokens = m.op('Concat', [classToken, patches], { axis: 0 })
        const positions = embeddings.at('position_embedding').weight('weight', [grid * grid + 1, width])
        const entering = norm(m.at('pre_layrnorm'), m.add(tokens, positions), {
          kind: 'layer',
          width,
          epsilon,
        })
        return encode(m, entering, layer, depths)
      },
      leftAside: (path, deepest) => path.startsWith('post_layernorm.') || isLaterLayer(path, deepest),
    }
  },
}
