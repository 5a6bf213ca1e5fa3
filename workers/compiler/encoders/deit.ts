import type { Encoder } from './encoder'
import { visionTransformer, visionTransformerName } from './vision-transformer'

/**
 * DeiT: a ViT with a second token in front, which learnt from a teacher and may have a head of its own. Mirrors
 * transformers' modeling_deit.py.
 */
export const deit: Encoder = {
  id: 'deit',
  modelTypes: ['deit'],
  canonicalName: visionTransformerName,
  compile: (files, has) =>
    visionTransformer(files, has, {
      family: 'deit',
      processor: 'DeiTImageProcessor',
      special: ['cls_token', 'distillation_token'],
      heads: has('distillation_classifier.weight')
        ? ['cls_classifier', 'distillation_classifier']
        : ['classifier'],
    }),
}
