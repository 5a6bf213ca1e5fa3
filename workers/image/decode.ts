import sharp, { type Metadata, type Sharp } from 'sharp'
import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'
import { pictureFormat, pictureFormats } from './picture-format'
import { clippedGrey, cmykToRgb, highBytes, toRgb } from './to-rgb'

/** Pictures above this many pixels are refused before they are decoded. */
export const mostPixels = 64_000_000

/**
 * Decodes a picture to 8-bit RGB as Pillow 11 and transformers' `convert_to_rgb` do: alpha on white, colour profiles
 * and EXIF rotation left alone, the first frame of several.
 * @throws Refusal `bad-image` with the reason.
 */
export async function decodeImage(bytes: Uint8Array): Promise<RgbImage> {
  try {
    if (!pictureFormat(bytes)) throw new Error(`not one of ${pictureFormats.join(', ')}`)
    const header = await sharp(bytes, options).metadata()
    if (header.width * header.height > mostPixels)
      throw new Error(`${header.width} x ${header.height} is over ${mostPixels} pixels`)
    return await rgbOf(bytes, header)
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Refusal('bad-image', `cannot decode the picture: ${reason}`, { cause: error })
  }
}

/** libvips would apply the picture's colour profile; Pillow does not. */
const options = { limitInputPixels: mostPixels, failOn: 'error', ignoreIcc: true } as const

/** Where libvips converts in other integers than Pillow, the channels are taken as they are stored. */
async function rgbOf(bytes: Uint8Array, { format, space, depth, orientation }: Metadata): Promise<RgbImage> {
  const image = sharp(bytes, options)
  const kind = `${space} of ${depth}`
  const read = async (pipeline: Sharp) => {
    const { data, info } = await pipeline.toBuffer({ resolveWithObject: true })
    return { ...info, stored: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
  }
  if (format === 'tiff' && (orientation ?? 1) !== 1) throw new Error('a TIFF that is stored turned')
  if (kind === 'srgb of uchar' || kind === 'b-w of uchar') {
    const { width, height, channels, stored } = await read(image.toColourspace('srgb').raw())
    return { width, height, pixels: toRgb(stored, channels) }
  }
  if (kind === 'cmyk of uchar') {
    const inks = image.pipelineColourspace('cmyk').toColourspace('cmyk').raw()
    const { width, height, channels, stored } = await read(inks)
    if (channels !== 4) throw new Error(`CMYK of ${channels} channels`)
    return { width, height, pixels: cmykToRgb(stored) }
  }
  if (kind !== 'rgb16 of ushort' && kind !== 'grey16 of ushort') throw new Error(`${kind} is not supported`)
  const { width, height, channels, stored } = await read(image.toColourspace(space).raw({ depth: 'ushort' }))
  const wide = new Uint16Array(stored.buffer, stored.byteOffset, stored.byteLength / 2)
  const colourType = bytes[25]
  if (format === 'png' && channels % 2 === 0 && (colourType === 0 || colourType === 2))
    throw new Error('16 bits with a transparent colour') // of which Pillow compares a part
  if (channels === 1) return { width, height, pixels: toRgb(clippedGrey(wide), 1) }
  return { width, height, pixels: toRgb(highBytes(wide), channels) }
}

/** Encodes RGB as PNG. */
export async function encodePng({ width, height, pixels }: RgbImage): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}
