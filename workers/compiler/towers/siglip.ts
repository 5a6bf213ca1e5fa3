import { encode } from '../layers/encoder-layer'
import { patchEmbedding } from '../layers/patch-embedding'
import { readTowerConfig } from './tower-config'
import { isLaterLayer, type VisionTowerReader } from './vision-tower'

const modelType = 'siglip_vision_model'
const defaults = { modelType, patchSize: 16, activation: 'gelu_pytorch_tanh', epsilon: 1e-6 }

/** SigLIP's vision transformer: CLIP's without a class token and a norm in front. Mirrors transformers' modeling_siglip.py. */
export const siglipTower: VisionTowerReader = {
  modelType,
  read(json, inside) {
    const { shape, grid, layer } = readTowerConfig(defaults, json, inside)
    return {
      shape,
      grid,
      layer,
      classToken: false,
      author(m, pixels, depths) {
        const embeddings = m.at('embeddings')
        const patches = patchEmbedding(embeddings.at('patch_embedding'), pixels, { ...shape, bias: true })
        const positions = embeddings.at('position_embedding').weight('weight', [grid * grid, layer.width])
        return encode(m, m.add(patches, positions), layer, depths)
      },
      leftAside: (path, deepest) => /^(post_layernorm|head)\./.test(path) || isLaterLayer(path, deepest),
    }
  },
}
