import type { z } from 'zod'
import { anyresPackingOf, gridPinpoints } from './anyres-config'
import type { CompiledCheckpoint, ModelFiles } from './families/family'
import { imageProcessing } from './image-processor'
import type { ProcessorType } from './image-processor-defaults'
import { llavaConfig, readLanguage, readTower, stopTokensOf } from './llava-config'
import { authorVision } from './llava-vision'
import { shapeOf } from './shape'

/** The keys of config.json of a family that cuts pictures into tiles. */
export const anyresConfig = llavaConfig.extend({ image_grid_pinpoints: gridPinpoints.nullish() })

/** What families that cut pictures into tiles differ in. */
export interface AnyresFamily {
  readonly modelType: string
  /** What config.json means where it is silent. */
  readonly tower: { readonly model_type: string }
  readonly language: string
  readonly imageToken: number
  readonly processor: ProcessorType
  /** A picture of more than 1.1² × this many tiles is shrunk to them; null: never. */
  readonly maxTiles: number | null
}

/** A tower, the projector and a newline embedding, over the whole picture and its tiles. @throws Refusal. */
export function compileAnyres(
  family: AnyresFamily,
  config: z.infer<typeof anyresConfig>,
  files: ModelFiles,
): CompiledCheckpoint {
  const tower = readTower(config, family.tower)
  const language = readLanguage(config, family.language)
  const image = imageProcessing(files.preprocessor, family.processor)
  return {
    shape: shapeOf(family.modelType, tower, language),
    language,
    imageToken: config.image_token_index ?? config.image_token_id ?? family.imageToken,
    stopTokens: stopTokensOf(files, config, language),
    image,
    rowsPerTile: tower.grid ** 2,
    newline: true,
    packing: anyresPackingOf(tower, image, {
      dropFirst: config.vision_feature_select_strategy === 'default',
      pinpoints: config.image_grid_pinpoints ?? null,
      maxTiles: family.maxTiles,
    }),
    ...authorVision(config, tower, language),
  }
}
