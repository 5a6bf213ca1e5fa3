import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { decodeImage } from '#workers/image/decode'
import { resize } from '#workers/image/resize'

const table = z
  .array(
    z.object({
      image: z.string(),
      filter: z.enum(['bilinear', 'bicubic']),
      width: z.int(),
      height: z.int(),
      sha256: z.string(),
    }),
  )
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/resized.json'), 'utf8')))

test.each(table)('equals Pillow 11 to the byte: $filter to $width x $height', async row => {
  const image = await decodeImage(Buffer.from(row.image, 'base64'))
  const { pixels } = resize(image, row.width, row.height, row.filter)
  expect(createHash('sha256').update(pixels).digest('hex')).toBe(row.sha256)
})
