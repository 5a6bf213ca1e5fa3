import sharp from 'sharp'
import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'

/** Pictures above this many pixels are refused before they are decoded. */
export const mostPixels = 64_000_000

/**
 * Decodes a PNG, JPEG or WebP to 8-bit RGB as transformers' `convert_to_rgb` does: alpha on white, EXIF rotation
 * left alone.
 * @throws Refusal `bad-image` with the decoder's reason.
 */
export async function decodeImage(bytes: Uint8Array): Promise<RgbImage> {
  try {
    const image = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error' })
    const { width, height, format, hasAlpha } = await image.metadata()
    if (format !== 'png' && format !== 'jpeg' && format !== 'webp')
      throw new Error(`format ${format} is not one of png, jpeg, webp`)
    if (width * height > mostPixels) throw new Error(`${width} x ${height} is over ${mostPixels} pixels`)
    const opaque = hasAlpha ? image.flatten({ background: '#ffffff' }) : image
    const { data, info } = await opaque.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) throw new Error(`${info.channels} channels after conversion to RGB`)
    return { width: info.width, height: info.height, pixels: new Uint8Array(data) }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Refusal('bad-image', `cannot decode the picture: ${reason}`, { cause: error })
  }
}

/** Encodes RGB as PNG. */
export async function encodePng({ width, height, pixels }: RgbImage): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}
