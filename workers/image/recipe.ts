import type { ImageRecipe, ResizeTarget } from '#lib/domain/image-recipe'
import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { ImageSize } from '#lib/domain/visual-tokens'
import { mostPixels } from './decode'
import { frame, squarePad } from './frame'
import { resize, type Window } from './resize'
import { tilesOfPicture } from './tiles'

/** Pixel values as the vision tower takes them, [tiles, 3, height, width] in fp32, the whole picture first. */
export interface PixelValues {
  readonly tiles: number
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

/** Pixels of all tiles together, 12 bytes each. LLaVA-OneVision has 37 tiles of 384 x 384. */
const mostPrepared = 2 ** 25

/**
 * Runs the recipe, equal to transformers' PIL backend. Some recipes treat a picture that is not alone in its prompt
 * in another way.
 * @throws Refusal `bad-image` where the resized picture would be too large, `bad-config` where tiles differ in size.
 */
export function applyRecipe(image: RgbImage, recipe: ImageRecipe, imagesInPrompt = 1): PixelValues {
  const tables = [0, 1, 2].map(channel => normalised(recipe, channel))
  const [whole = image, ...rest] = tilesOfPicture(image, recipe.tiling, imagesInPrompt)
  const first = prepare(whole, recipe)
  const { width, height } = first
  const area = width * height
  if ((1 + rest.length) * area > mostPrepared)
    throw new Refusal(
      'bad-image',
      `a picture of ${image.width} x ${image.height} would become ${1 + rest.length} tiles of ${width} x ${height}; at most ${mostPrepared} pixels`,
    )
  const tiles = [first, ...rest.map(tile => prepare(tile, recipe))]
  const values = new Float32Array(tiles.length * 3 * area)
  tiles.forEach((tile, n) => {
    if (tile.width !== width || tile.height !== height)
      throw new Refusal(
        'bad-config',
        `image processor: tiles of ${tile.width} x ${tile.height} and of ${width} x ${height} px in one picture`,
      )
    tables.forEach((table, channel) => {
      const plane = values.subarray((n * 3 + channel) * area, (n * 3 + channel + 1) * area)
      for (let at = 0; at < area; at++) plane[at] = table[tile.pixels[at * 3 + channel] ?? 0] ?? 0
    })
  })
  return { tiles: tiles.length, width, height, values }
}

/** Pad, resize, crop; only the part that the crop keeps is computed, and what lies outside the picture is black. */
function prepare(image: RgbImage, { squarePad: bars, resize: step, centreCrop }: ImageRecipe): RgbImage {
  const square = bars ? squarePad(image, bars) : image
  const size = step ? resizedSize(square, step.to) : square
  const { width, height } = centreCrop ?? size
  const left = Math.floor((size.width - width) / 2)
  const top = Math.floor((size.height - height) / 2)
  const seen = overlap(size, { left, top, width, height })
  if (seen.width * seen.height > mostPixels)
    throw new Refusal(
      'bad-image',
      `a picture of ${image.width} x ${image.height} would be resized to ${size.width} x ${size.height}; at most ${mostPixels} pixels`,
    )
  const part = resize(square, size.width, size.height, step?.filter ?? 'nearest', seen)
  return frame(part, { width, height }, seen.left - left, seen.top - top, [0, 0, 0])
}

function resizedSize({ width, height }: ImageSize, to: ResizeTarget): ImageSize {
  if (to.kind === 'exact') return to
  const long = (side: number, short: number) => Math.trunc((to.pixels * side) / short)
  return width <= height
    ? { width: to.pixels, height: long(height, width) }
    : { width: long(width, height), height: to.pixels }
}

/** The part of the window that lies inside a picture of this size. */
function overlap({ width, height }: ImageSize, window: Window): Window {
  const left = Math.max(0, window.left)
  const top = Math.max(0, window.top)
  return {
    left,
    top,
    width: Math.min(width, window.left + window.width) - left,
    height: Math.min(height, window.top + window.height) - top,
  }
}

/** By byte: float32(byte * rescale), then (value - mean) / std in fp32. */
function normalised({ rescale, mean, std }: ImageRecipe, channel: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => {
    const shifted = Math.fround(Math.fround(byte * rescale) - Math.fround(mean[channel] ?? 0))
    return Math.fround(shifted / Math.fround(std[channel] ?? 1))
  })
}
