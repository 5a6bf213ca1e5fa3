import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { pattern } from '#test/image/pattern'
import type { ImageEncoder } from '#workers/runtime/encoder'
import { largestDifference } from './difference'

const floats = z.base64().transform(text => {
  const bytes = Buffer.from(text, 'base64')
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4))
})
const encoderCase = z.object({
  title: z.string(),
  /** What config.json is changed by; nested objects are merged. */
  config: z.record(z.string(), z.unknown()),
  pictures: z.array(
    z.object({
      /** Width and height of the `pattern`. */
      size: z.tuple([z.int(), z.int()]),
      embedding: floats,
      states: z.array(floats),
      logits: floats.nullable(),
      attention: floats.nullable(),
      zeroShot: z.object({ logits: floats, probabilities: floats }).optional(),
    }),
  ),
  texts: z.array(z.object({ text: z.string(), embedding: floats })),
})
const goldenFile = z.object({ weights: z.string(), cases: z.array(encoderCase) })
export type EncoderGolden = z.infer<typeof encoderCase>
type SeenPicture = EncoderGolden['pictures'][number]

/** Largest absolute differences from transformers, over all pictures and texts; infinite where something is missing. */
export interface EncoderDifferences {
  readonly embedding: number
  readonly states: number
  readonly logits: number
  readonly attention: number
  readonly text: number
  readonly zeroShot: number
}

/** What `scripts/goldens/encoders.py` wrote. @param directory the checkpoint, whose weights must be those of the goldens. */
export function readEncoderGoldens(file: string, directory: string): readonly EncoderGolden[] {
  const { weights, cases } = goldenFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  const found = createHash('sha256')
    .update(readFileSync(join(directory, 'model.safetensors')))
    .digest('hex')
  if (found !== weights) throw new Error(`${directory} has not the weights its goldens were made of`)
  return cases
}

/** Asks an encoder everything that a golden answers. */
export async function compareEncoder(
  encoder: ImageEncoder,
  golden: EncoderGolden,
): Promise<EncoderDifferences> {
  const { pictures } = golden
  const texts = golden.texts.length === 0 ? [] : await encoder.embedTexts(golden.texts.map(one => one.text))
  const seen: Awaited<ReturnType<typeof comparePicture>>[] = []
  for (const picture of pictures) seen.push(await comparePicture(encoder, picture, texts))
  const worst = (of: (one: (typeof seen)[number]) => number) => Math.max(0, ...seen.map(of))
  return {
    embedding: worst(one => one.embedding),
    states: worst(one => one.states),
    logits: worst(one => one.logits),
    attention: worst(one => one.attention),
    text: Math.max(0, ...golden.texts.map((one, at) => apart(one.embedding, texts[at]))),
    zeroShot: worst(one => one.zeroShot),
  }
}

async function comparePicture(
  encoder: ImageEncoder,
  golden: SeenPicture,
  texts: readonly Float32Array[],
): Promise<Omit<EncoderDifferences, 'text'>> {
  const image = pattern(...golden.size)
  const embedding = await encoder.embedImage(image)
  const states = await encoder.blockStates(image)
  const { logits, attention } = golden
  const shot = golden.zeroShot && encoder.zeroShot(embedding, texts)
  return {
    embedding: apart(golden.embedding, embedding),
    states: Math.max(
      states.length === golden.states.length ? 0 : Number.POSITIVE_INFINITY,
      ...golden.states.map((state, block) => apart(state, states[block])),
    ),
    logits: logits ? apart(logits, await encoder.classify(image)) : 0,
    attention: attention ? apart(attention, (await encoder.classAttention(image)).values) : 0,
    zeroShot: golden.zeroShot
      ? Math.max(
          apart(golden.zeroShot.logits, shot?.logits),
          apart(golden.zeroShot.probabilities, shot?.probabilities),
        )
      : 0,
  }
}

function apart(expected: Float32Array, ours: Float32Array = new Float32Array()): number {
  return largestDifference(expected, ours)
}
