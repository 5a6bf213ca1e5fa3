import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const floats = z.base64().transform(text => {
  const bytes = Buffer.from(text, 'base64')
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4))
})

/** What `scripts/goldens/cases.py` writes: a question about some pictures, and what transformers made of it. */
const goldenCase = z.object({
  /** Width and height of each picture, which is a `pattern`. */
  pictures: z.array(z.tuple([z.int(), z.int()])),
  question: z.string(),
  promptText: z.string(),
  inputIds: z.array(z.int()),
  /** SHA-256 of the pixel values of each picture, [tiles, 3, side, side] in fp32. */
  pixels: z.array(z.string()),
  /** Of each picture: its visual tokens, the first values of every one, and the mean of all of them. */
  visual: z.array(z.object({ count: z.int(), first: floats, mean: floats })),
  /** [vocabulary], of the last token of the prompt. */
  logits: floats,
  /** The stop id excluded. */
  generatedIds: z.array(z.int()),
  truncated: z.boolean(),
})
export type Golden = z.infer<typeof goldenCase>

const goldenFile = z.object({ weights: z.record(z.string(), z.string()), cases: z.array(goldenCase) })

/** @param directory the checkpoint, whose weights must be those the goldens were made of; null: whatever it is. */
export function readGoldens(file: string, directory: string | null): readonly Golden[] {
  const { cases, weights } = goldenFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  for (const [name, expected] of Object.entries(directory === null ? {} : weights)) {
    const found = createHash('sha256')
      .update(readFileSync(join(directory ?? '', name)))
      .digest('hex')
    if (found !== expected) throw new Error(`${directory}/${name} is not the file its goldens were made of`)
  }
  return cases
}
