import { z } from 'zod'
import { anyresPackingOf, gridPinpoints } from '../anyres-config'
import { or } from '../config-values'
import { imageProcessing } from '../image-processor'
import { llavaConfig, readLanguage, readTower, stopTokensOf } from '../llava-config'
import { authorVision } from '../llava-vision'
import { parseConfig } from '../parse-config'
import { shapeOf } from '../shape'
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
const schema = llavaConfig.extend({
  vision_feature_layer: or(z.union([z.int(), z.array(z.int()).min(1)]), -1),
  vision_feature_select_strategy: or(z.enum(['default', 'full']), 'full'),
  image_grid_pinpoints: gridPinpoints.nullish(),
  vision_aspect_ratio: or(z.string().regex(/^anyres_max_[1-9]\d?$/), 'anyres_max_9'),
})

/**
 * LLaVA-OneVision: LLaVA-NeXT whose joined tiles are shrunk where they are more than `anyres_max_N`, and whose pictures
 * are not cut when a prompt has several. Mirrors transformers' modeling_llava_onevision.py.
 */
export const llavaOnevision: Family = {
  modelType: 'llava_onevision',
  compile(files) {
    const config = parseConfig('config.json', schema, files.config)
    const tower = readTower(config, siglipSo400m)
    const language = readLanguage(config, 'qwen2')
    const dropFirst = config.vision_feature_select_strategy === 'default'
    const image = imageProcessing(files.preprocessor, 'LlavaOnevisionImageProcessor')
    const packing = anyresPackingOf(tower, image, {
      dropFirst,
      pinpoints: config.image_grid_pinpoints ?? null,
      maxTiles: Number(config.vision_aspect_ratio.replace('anyres_max_', '')),
    })
    return {
      shape: shapeOf('llava_onevision', tower, language),
      language,
      imageToken: config.image_token_index ?? config.image_token_id ?? 151646,
      stopTokens: stopTokensOf(files, config, language),
      image,
      rowsPerTile: tower.grid ** 2,
      newline: true,
      packing,
      ...authorVision(config, tower, language),
    }
  },
}
