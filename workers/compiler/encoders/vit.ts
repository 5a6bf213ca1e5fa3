import type { Encoder } from './encoder'
import { visionTransformer, visionTransformerName } from './vision-transformer'

/**
 * ViT and DINO: the embedding is the pooler's where there is one, else the class token after the last norm. Mirrors
 * transformers' modeling_vit.py.
 */
export const vit: Encoder = {
  id: 'vit',
  modelTypes: ['vit'],
  canonicalName: visionTransformerName,
  compile: (files, has) =>
    visionTransformer(files, has, {
      family: 'vit',
      processor: 'ViTImageProcessor',
      special: ['cls_token'],
      heads: ['classifier'],
    }),
}
