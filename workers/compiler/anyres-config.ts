import { z } from 'zod'
import type { ImageRecipe, Pinpoint } from '#lib/domain/image-recipe'
import { Refusal } from '#lib/domain/refusal'
import type { ImageSize } from '#lib/domain/visual-tokens'
import { count } from './config-values'
import type { VisionTower } from './towers/vision-tower'
import { anyresPacking, type VisualPacking, wholePacking } from './visual-packing'

/** `image_grid_pinpoints` of config.json. */
export const gridPinpoints = z.array(z.tuple([count, count])).min(1)

/**
 * How pictures that are cut into tiles are packed.
 * @throws Refusal `bad-config` where the tower, the processor and config.json do not fit together.
 */
export function anyresPackingOf(
  tower: VisionTower,
  { tiling }: ImageRecipe,
  model: {
    readonly dropFirst: boolean
    readonly pinpoints: readonly Pinpoint[] | null
    readonly maxTiles: number | null
  },
): (size: ImageSize, images: number) => VisualPacking {
  if (model.dropFirst !== tower.classToken)
    throw new Refusal(
      'bad-config',
      `config.json: vision_feature_select_strategy "${model.dropFirst ? 'default' : 'full'}" leaves no square of patches of a ${tower.shape.modelType}`,
    )
  if (tiling.kind !== 'anyres')
    throw new Refusal(
      'bad-config',
      'the image processor does not cut pictures into tiles, and the model does',
    )
  const pinpoints = model.pinpoints ?? tiling.pinpoints
  if (JSON.stringify(pinpoints) !== JSON.stringify(tiling.pinpoints))
    throw new Refusal(
      'bad-config',
      `image_grid_pinpoints of the image processor (${tiling.pinpoints.length}) are not those of config.json (${pinpoints.length})`,
    )
  if (tiling.tileSize !== tower.shape.imageSize)
    throw new Refusal(
      'bad-config',
      `the image processor cuts tiles of ${tiling.tileSize} px; the vision tower takes ${tower.shape.imageSize} px`,
    )
  const { grid } = tower
  const options = { pinpoints, tileSize: tiling.tileSize, grid, maxTiles: model.maxTiles, newline: true }
  const alone = wholePacking(grid, false, true)
  return (size, images) => (images > 1 && tiling.squarePadOfSeveral ? alone : anyresPacking(size, options))
}
