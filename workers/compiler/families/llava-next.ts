import { z } from 'zod'
import { anyresPackingOf, gridPinpoints } from '../anyres-config'
import { or } from '../config-values'
import { imageProcessing } from '../image-processor'
import { clipLarge336, llavaConfig, readLanguage, readTower, stopTokensOf } from '../llava-config'
import { authorVision } from '../llava-vision'
import { parseConfig } from '../parse-config'
import { shapeOf } from '../shape'
import type { Family } from './family'

const schema = llavaConfig.extend({
  image_grid_pinpoints: gridPinpoints.nullish(),
  /** Kept by old files; nothing else was ever published. */
  use_image_newline_parameter: or(z.literal(true), true),
})

/**
 * LLaVA-NeXT (1.6): LLaVA-1.5 with a picture cut into tiles besides the whole, each row of the joined tiles ended by a
 * learned newline. Mirrors transformers' modeling_llava_next.py.
 */
export const llavaNext: Family = {
  modelType: 'llava_next',
  compile(files) {
    const config = parseConfig('config.json', schema, files.config)
    const tower = readTower(config, clipLarge336)
    const language = readLanguage(config, 'llama')
    const dropFirst = config.vision_feature_select_strategy === 'default'
    const image = imageProcessing(files.preprocessor, 'LlavaNextImageProcessor')
    const packing = anyresPackingOf(tower, image, {
      dropFirst,
      pinpoints: config.image_grid_pinpoints ?? null,
      maxTiles: null,
    })
    return {
      shape: shapeOf('llava_next', tower, language),
      language,
      imageToken: config.image_token_index ?? config.image_token_id ?? 32000,
      stopTokens: stopTokensOf(files, config, language),
      image,
      rowsPerTile: tower.grid ** 2,
      newline: true,
      packing,
      ...authorVision(config, tower, language),
    }
  },
}
