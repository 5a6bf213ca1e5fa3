import { encode } from '../layers/encoder-layer'
import { norm } from '../layers/norm'
import { patchEmbedding } from '../layers/patch-embedding'
import { readTowerConfig } from './tower-config'
import { isLaterLayer, type VisionTowerReader } from './vision-tower'

const modelType = 'clip_vision_model'
const defaults = { modelType, patchSize: 32, activation: 'quick_gelu', epsilon: 1e-5 }

/** CLIP's vision transformer. Mirrors transformers' modeling_clip.py, `pre_layrnorm` included. */
export const clipTower: VisionTowerReader = {
  modelType,
  read(json, inside) {
    const { shape, grid, layer } = readTowerConfig(defaults, json, inside)
    const { width, epsilon } = layer
    return {
      shape,
      grid,
      layer,
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
