import { Refusal } from '#lib/domain/refusal'
import { imageProcessing } from '../image-processor'
import { clipLarge336, llavaConfig, readLanguage, readTower, stopTokensOf } from '../llava-config'
import { authorVision } from '../llava-vision'
import { parseConfig } from '../parse-config'
import { shapeOf } from '../shape'
import { wholePacking } from '../visual-packing'
import type { Family } from './family'

/** LLaVA-1.5: one square picture through the tower, a two-layer projector. Mirrors transformers' modeling_llava.py. */
export const llava: Family = {
  modelType: 'llava',
  compile(files) {
    const config = parseConfig('config.json', llavaConfig, files.config)
    const tower = readTower(config, clipLarge336)
    const language = readLanguage(config, 'llama')
    const dropFirst = config.vision_feature_select_strategy === 'default'
    if (dropFirst && !tower.classToken)
      throw new Refusal(
        'bad-config',
        `config.json: vision_feature_select_strategy "default" drops a patch of a ${tower.shape.modelType}`,
      )
    const packing = wholePacking(tower.grid, tower.classToken && !dropFirst)
    return {
      shape: shapeOf('llava', tower, language),
      language,
      imageToken: config.image_token_index ?? config.image_token_id ?? 32000,
      stopTokens: stopTokensOf(files, config, language),
      image: imageProcessing(files.preprocessor, 'CLIPImageProcessor'),
      rowsPerTile: packing.rowsPerTile,
      newline: false,
      packing: () => packing,
      ...authorVision(config, tower, language),
    }
  },
}
