import type { Colour } from '#lib/domain/image-recipe'
import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { ImageSize } from '#lib/domain/visual-tokens'
import { mostPixels } from './decode'

/** The picture at (left, top) of a canvas in one colour, in which it fits. */
export function frame(
  image: RgbImage,
  { width, height }: ImageSize,
  left: number,
  top: number,
  colour: Colour,
): RgbImage {
  if (width === image.width && height === image.height) return image
  const pixels = new Uint8Array(width * height * 3)
  if (colour.some(part => part !== 0)) for (let at = 0; at < pixels.length; at += 3) pixels.set(colour, at)
  const rowBytes = image.width * 3
  for (let y = 0; y < image.height; y++)
    pixels.set(image.pixels.subarray(y * rowBytes, (y + 1) * rowBytes), ((y + top) * width + left) * 3)
  return { width, height, pixels }
}

/**
 * Bars that make the picture square; the odd pixel goes to the right or below.
 * @throws Refusal `bad-image` where the square has too many pixels: a long thin picture grows by its longer side.
 */
export function squarePad(image: RgbImage, colour: Colour): RgbImage {
  const side = Math.max(image.width, image.height)
  if (side * side > mostPixels)
    throw new Refusal(
      'bad-image',
      `a picture of ${image.width} x ${image.height} is ${side} x ${side} with bars; at most ${mostPixels} pixels`,
    )
  const left = Math.floor((side - image.width) / 2)
  const top = Math.floor((side - image.height) / 2)
  return frame(image, { width: side, height: side }, left, top, colour)
}
