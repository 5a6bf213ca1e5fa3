import type { ImageRecipe, ResizeFilter, ResizeTarget } from '#lib/domain/image-recipe'
import type { RgbImage } from '#lib/domain/rgb-image'
import { resize } from './resize'

/** Pixel values as the vision tower takes them, [3, height, width] in fp32. */
export interface PixelValues {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

/** Runs the recipe, equal to transformers' PIL backend. */
export function applyRecipe(image: RgbImage, recipe: ImageRecipe): PixelValues {
  const resized = recipe.resize ? resizeTo(image, recipe.resize.to, recipe.resize.filter) : image
  const cropped = recipe.centreCrop ? crop(resized, recipe.centreCrop) : resized
  return normalise(cropped, recipe)
}

function resizeTo(image: RgbImage, to: ResizeTarget, filter: ResizeFilter): RgbImage {
  if (to.kind === 'exact') return resize(image, to.width, to.height, filter)
  const { width, height } = image
  const long = (side: number, short: number) => Math.trunc((to.pixels * side) / short)
  return width <= height
    ? resize(image, to.pixels, long(height, width), filter)
    : resize(image, long(width, height), to.pixels, filter)
}

/** Centre crop; what lies outside the picture is black. */
function crop(image: RgbImage, size: { width: number; height: number }): RgbImage {
  if (size.width === image.width && size.height === image.height) return image
  const left = Math.floor((image.width - size.width) / 2)
  const top = Math.floor((image.height - size.height) / 2)
  const pixels = new Uint8Array(size.width * size.height * 3)
  for (let y = 0; y < size.height; y++) {
    const from = y + top
    if (from < 0 || from >= image.height) continue
    const start = Math.max(0, left)
    const end = Math.min(image.width, left + size.width)
    const row = image.pixels.subarray((from * image.width + start) * 3, (from * image.width + end) * 3)
    pixels.set(row, (y * size.width + start - left) * 3)
  }
  return { ...size, pixels }
}

/** float32(byte * rescale), then (value - mean) / std in fp32, channels first. */
function normalise(image: RgbImage, { rescale, mean, std }: ImageRecipe): PixelValues {
  const area = image.width * image.height
  const values = new Float32Array(area * 3)
  for (let channel = 0; channel < 3; channel++) {
    const table = Float32Array.from({ length: 256 }, (_, byte) => {
      const shifted = Math.fround(Math.fround(byte * rescale) - Math.fround(mean[channel] ?? 0))
      return Math.fround(shifted / Math.fround(std[channel] ?? 1))
    })
    for (let at = 0; at < area; at++)
      values[channel * area + at] = table[image.pixels[at * 3 + channel] ?? 0] ?? 0
  }
  return { width: image.width, height: image.height, values }
}
