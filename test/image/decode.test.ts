import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { decodeImage, encodePng, mostPixels } from '#workers/image/decode'
import { imageGoldens } from './goldens'
import { pattern, sha256 } from './pattern'

const table = imageGoldens(
  'decoded',
  z.object({
    name: z.string(),
    mode: z.string(),
    width: z.int(),
    height: z.int(),
    sha256: z.string(),
    file: z.base64(),
  }),
)
/** Pillow paints the rest of the canvas in the palette's first colour, libvips in black. */
const different = 'first-frame-smaller-than-canvas.gif'
const fileOf = (name: string) => Buffer.from(table.find(row => row.name === name)?.file ?? '', 'base64')

test.each(table.filter(row => row.name !== different))(
  'decodes as Pillow 11 and convert_to_rgb do, to the byte: $name (mode $mode)',
  async ({ file, width, height, ...row }) => {
    const image = await decodeImage(Buffer.from(file, 'base64'))
    expect(image).toMatchObject({ width, height })
    expect(image.pixels).toHaveLength(width * height * 3)
    expect(sha256(image.pixels)).toBe(row.sha256)
  },
)

test('a frame smaller than its canvas differs from Pillow outside of the frame alone', async () => {
  const whole = await decodeImage(fileOf('palette.gif'))
  const small = await decodeImage(fileOf(different))
  expect([...small.pixels.subarray(0, 20 * 3)]).toEqual([...whole.pixels.subarray(0, 20 * 3)])
  expect([...small.pixels.subarray(20 * 3, 37 * 3)]).toEqual(new Array(17 * 3).fill(0))
})

test('what it encodes comes back', async () => {
  const image = pattern(33, 21)
  expect(await decodeImage(await encodePng(image))).toEqual(image)
})

describe('refuses', () => {
  const refused = async (bytes: Uint8Array) => {
    const error = await decodeImage(bytes).catch((thrown: unknown) => thrown)
    if (!(error instanceof Refusal)) throw new Error(`decoded, or failed otherwise: ${error}`)
    expect(error.reason).toBe('bad-image')
    expect(error.message).not.toContain('\n')
    return error.message
  }

  test('30,000 x 30,000 pixels, from the header', async () => {
    const png = Buffer.from(fileOf('rgb.png'))
    png.writeUInt32BE(30_000, 16)
    png.writeUInt32BE(30_000, 20)
    const jpeg = Buffer.from(fileOf('grey.jpg'))
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
    jpeg.writeUInt16BE(30_000, frame + 5)
    jpeg.writeUInt16BE(30_000, frame + 7)
    for (const bytes of [recount(png), jpeg]) expect(await refused(bytes)).toMatch(/pixel/)
  })

  test('a header that promises more than the file holds', async () => {
    const bytes = Buffer.from(fileOf('rgb.png'))
    bytes.writeUInt32BE(7_900, 16)
    bytes.writeUInt32BE(7_900, 20)
    expect(7_900 ** 2).toBeLessThan(mostPixels)
    await refused(recount(bytes))
  })

  test.each([
    'rgb.png',
    'quality-75-subsampling-2.jpg',
    'progressive.jpg',
    'lossy.webp',
    'palette.gif',
    'rgb.tif',
  ])('half of %s', async name => {
    const bytes = fileOf(name)
    await refused(bytes.subarray(0, bytes.length / 2))
    await refused(bytes.subarray(0, 20))
  })

  test('formats that are not pictures of pixels, whatever they are called', async () => {
    expect(await refused(new Uint8Array())).toContain('not one of png, jpeg, webp, gif, tiff')
    await refused(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'))
    await refused(Buffer.from('GIF89'))
    await refused(Buffer.from('RIFF....WAVEfmt '))
  })

  test('what Pillow would read in a way of its own: floats, turned TIFFs, 16 bits with a transparent colour', async () => {
    const raw = sharp(Buffer.from(pattern(8, 8).pixels), { raw: { width: 8, height: 8, channels: 3 } })
    const turned = await raw.clone().withMetadata({ orientation: 6 }).tiff().toBuffer()
    expect(await refused(turned)).toContain('turned')
    for (const [name, key] of [
      ['rgb-16.png', '000000000000'],
      ['grey-16.png', '0000'],
    ] as const) {
      const deep = fileOf(name)
      const chunk = Buffer.from(`0000000${key.length / 2}74524e53${key}00000000`, 'hex')
      chunk.writeUInt32BE(crc(chunk.subarray(4, -4)), chunk.length - 4)
      expect(await refused(Buffer.concat([deep.subarray(0, 33), chunk, deep.subarray(33)]))).toContain(
        'transparent',
      )
    }
  })
})

/** A PNG whose header chunk was written over, with the checksum of what it says now. */
function recount(png: Buffer): Buffer {
  png.writeUInt32BE(crc(png.subarray(12, 29)), 29)
  return png
}

function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}
