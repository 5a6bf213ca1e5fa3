import { z } from 'zod'
import { anyresConfig, compileAnyres } from '../anyres-model'
import { or } from '../config-values'
import { parseConfig } from '../parse-config'
import type { Family } from './family'

/** SigLIP-so400m at 384 px without its last layer: what an absent `vision_config` means. */
const siglipSo400m = {
  model_type: 'siglip_vision_model',
  hidden_size: 1152,
  intermediate_size: 4304,
  num_hidden_layers: 26,
  num_attention_heads: 16,
  image_size: 384,
  patch_size: 14,
}
const schema = anyresConfig.extend({
  vision_feature_layer: or(z.union([z.int(), z.array(z.int()).min(1)]), -1),
  vision_feature_select_strategy: or(z.enum(['default', 'full']), 'full'),
  vision_aspect_ratio: or(z.string().regex(/^anyres_max_[1-9]\d?$/), 'anyres_max_9'),
})

const family = {
  modelType: 'llava_onevision',
  tower: siglipSo400m,
  language: 'qwen2',
  imageToken: 151646,
  processor: 'LlavaOnevisionImageProcessor',
} as const

/**
 * LLaVA-OneVision: LLaVA-NeXT whose joined tiles are shrunk where they are more than `anyres_max_N`, and whose pictures
 * are not cut when a prompt has several. Mirrors transformers' modeling_llava_onevision.py.
 */
export const llavaOnevision: Family = {
  modelType: family.modelType,
  compile(files) {
    const config = parseConfig('config.json', schema, files.config)
    const maxTiles = Number(config.vision_aspect_ratio.replace('anyres_max_', ''))
    return compileAnyres({ ...family, maxTiles }, config, files)
  },
}
