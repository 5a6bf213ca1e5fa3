import { bestPinpoint } from '#lib/domain/best-pinpoint'
import type { Tiling } from '#lib/domain/image-recipe'
import type { RgbImage } from '#lib/domain/rgb-image'
import { frame, squarePad } from './frame'
import { cut, resize } from './resize'

/** The pictures that the other steps are given: the whole one first, then its tiles row by row. */
export function tilesOfPicture(image: RgbImage, tiling: Tiling, imagesInPrompt: number): RgbImage[] {
  if (tiling.kind === 'whole') return [image]
  if (imagesInPrompt > 1 && tiling.squarePadOfSeveral) return [squarePad(image, tiling.squarePadOfSeveral)]
  const { base, filter, tileSize, pinpoints } = tiling
  const [height, width] = bestPinpoint(image, pinpoints)
  const fitted = fittedSize(image, height, width)
  const left = Math.floor((width - fitted.width) / 2)
  const top = Math.floor((height - fitted.height) / 2)
  const resized = resize(image, fitted.width, fitted.height, filter)
  const canvas = frame(resized, { width, height }, left, top, [0, 0, 0])
  const tiles = [resize(image, base.width, base.height, filter)]
  for (let y = 0; y < height; y += tileSize)
    for (let x = 0; x < width; x += tileSize)
      tiles.push(cut(canvas, { left: x, top: y, width: tileSize, height: tileSize }))
  return tiles
}

/** The largest size of the picture's shape inside the resolution, rounded up (transformers' `get_patch_output_size`). */
function fittedSize(image: RgbImage, height: number, width: number): { width: number; height: number } {
  const across = width / image.width
  const down = height / image.height
  return across < down
    ? { width, height: Math.min(Math.ceil(image.height * across), height) }
    : { width: Math.min(Math.ceil(image.width * down), width), height }
}
