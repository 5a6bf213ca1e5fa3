import { open, readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'
import { decodeImage } from '#workers/image/decode'
import { decodeBase64 } from './base64'
import type { StoredPicture } from './source'

/** A picture may take this many bytes in its file: what a small archive can grow to. */
export const longestPicture = 256 * 1024 * 1024

/** Bytes [offset, offset + length) of a file. */
export interface Span {
  readonly path: string
  readonly offset: number
  readonly length: number
}

/** A picture that stands in a file as base64. */
export function base64Picture(span: Span): StoredPicture {
  return {
    place: placeOf(span),
    async decode() {
      const bytes = decodeBase64(await readSpan(span))
      if (!bytes) throw new Refusal('bad-benchmark-file', 'not base64')
      return decodeImage(bytes)
    },
  }
}

/** An encoded picture inside a file. */
export function spanPicture(span: Span): StoredPicture {
  return { place: placeOf(span), decode: async () => decodeImage(await readSpan(span)) }
}

/** A picture file. */
export function filePicture(path: string): StoredPicture {
  return {
    place: path,
    async decode() {
      const { size } = await stat(path)
      if (size > longestPicture)
        throw new Refusal(
          'bad-benchmark-file',
          `${basename(path)} has ${size} bytes; at most ${longestPicture}`,
        )
      return decodeImage(await readFile(path))
    },
  }
}

/** A picture without its last `rows` rows. */
export function withoutBanner(picture: StoredPicture, rows: number): StoredPicture {
  return {
    place: `${picture.place} less ${rows} rows`,
    async decode() {
      const { width, height, pixels } = await picture.decode()
      if (height <= rows)
        throw new Refusal('bad-image', `the picture has ${height} rows, of which ${rows} are the banner`)
      return { width, height: height - rows, pixels: pixels.subarray(0, width * (height - rows) * 3) }
    },
  }
}

/** Raw planes of red, green and blue, [3, side, side]. */
export function planarPicture(span: Span, side: number): StoredPicture {
  return {
    place: placeOf(span),
    async decode(): Promise<RgbImage> {
      const planes = await readSpan(span)
      const area = side * side
      const pixels = Uint8Array.from(
        { length: area * 3 },
        (_, at) => planes[(at % 3) * area + Math.floor(at / 3)] ?? 0,
      )
      return { width: side, height: side, pixels }
    },
  }
}

/** @throws Refusal `bad-benchmark-file` where the file ends before. */
export async function readSpan({ path, offset, length }: Span): Promise<Buffer> {
  const file = await open(path)
  try {
    const bytes = Buffer.allocUnsafeSlow(length)
    const { bytesRead } = await file.read(bytes, 0, length, offset)
    if (bytesRead < length)
      throw new Refusal(
        'bad-benchmark-file',
        `${basename(path)} ends ${length - bytesRead} bytes too early, at byte ${offset + bytesRead}`,
      )
    return bytes
  } finally {
    await file.close()
  }
}

function placeOf({ path, offset, length }: Span): string {
  return `${path} ${offset} ${length}`
}
