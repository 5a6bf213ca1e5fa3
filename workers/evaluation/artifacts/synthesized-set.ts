import { createReadStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { Synthesizer } from '#lib/domain/synthesizer'
import { decodeImage, encodePng } from '#workers/image/decode'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import type { ArtifactFolder } from './artifact-folder'
import { hashOfLines } from './hash-of-lines'
import type { PicturedFile } from './pictured-file'

/** What the captioner is asked, and how much it may say (measurement 1.4). */
export const captionPrompt = 'Please generate a caption of this image.'
const longestCaption = 256

const drawnPicture = z.object({
  item: z.string(),
  picture: z.int(),
  caption: z.string(),
  /** Null where the caption has no picture; `reason` says why. */
  file: z.string().nullable(),
  reason: z.string().nullable(),
  truncated: z.boolean().nullable(),
  pixelHash: z.string().nullable(),
})
export type DrawnPicture = z.infer<typeof drawnPicture>

/** Pictures drawn from captions of a benchmark's pictures. */
export interface SynthesizedSet {
  /** SHA-256 of what it was made of. */
  readonly key: string
  /** By item and picture. */
  readonly drawn: readonly DrawnPicture[]
  /** Null where the caption has no picture. */
  picture(item: string, picture: number): Promise<RgbImage | null>
}

export interface SetMakers {
  readonly captioner: Checkpoint
  readonly synthesizer: Synthesizer
  /** Pictures an item. */
  readonly pictures: number
  /** Pixels a side. */
  readonly side: number
}

/**
 * Captions every item's first picture and draws it anew: made once for all checkpoints, so that all of them are shown the
 * same. Seed 0; what differs between the pictures of an item is its number in the noise's key.
 * @throws Refusal of the captioner or the synthesizer.
 */
export async function synthesizedSet(
  artifacts: ArtifactFolder,
  { captioner, synthesizer, pictures, side }: SetMakers,
  { edition, items }: Omit<PicturedFile, 'title'>,
  drawn: (done: number, all: number) => void = () => {},
): Promise<SynthesizedSet> {
  const from = {
    edition,
    items: hashOfLines(items.map(({ id }) => id)),
    captioner: captioner.digest,
    prompt: captionPrompt,
    synthesizer: synthesizer.identity,
    pictures,
    side,
    seed: 0,
  }
  const { key, folder } = await artifacts.make('synthesized-set', from, async draft => {
    const records: DrawnPicture[] = []
    for (const [place, item] of items.entries()) {
      const [first] = item.images
      if (!first) continue
      const caption = await captionOf(captioner, await first.decode())
      for (let picture = 0; picture < pictures; picture++)
        records.push(await draw(draft, synthesizer, { item: item.id, place, picture, caption, side }))
      drawn(place + 1, items.length)
    }
    await writeFile(
      join(draft, 'pictures.jsonl'),
      records.map(record => `${JSON.stringify(record)}\n`).join(''),
    )
  })
  const records = await readRecords(join(folder, 'pictures.jsonl'))
  const files = new Map(records.map(({ item, picture, file }) => [`${picture} ${item}`, file]))
  return {
    key,
    drawn: records,
    async picture(item, picture) {
      const file = files.get(`${picture} ${item}`)
      if (file === undefined || file === null) return null
      return decodeImage(await readFile(join(folder, file)))
    },
  }
}

async function captionOf(captioner: Checkpoint, image: RgbImage): Promise<string> {
  const visualTokens = [await captioner.encodeImage(image)]
  const { text } = await captioner.generate({
    question: captionPrompt,
    visualTokens,
    maxNewTokens: longestCaption,
  })
  return text
}

async function draw(
  folder: string,
  synthesizer: Synthesizer,
  asked: { item: string; place: number; picture: number; caption: string; side: number },
): Promise<DrawnPicture> {
  const { item, place, picture, caption, side } = asked
  const made = await synthesizer.synthesize({
    caption,
    seed: 0,
    item,
    image: picture,
    width: side,
    height: side,
  })
  if (made.kind === 'no-picture')
    return {
      item,
      picture,
      caption,
      file: null,
      reason: `${made.reason}: ${made.said}`,
      truncated: null,
      pixelHash: null,
    }
  const { image, record } = made
  const file = `${place}-${picture}.png`
  await writeFile(join(folder, file), await encodePng(image))
  const truncated = record.truncation === 'unknown' ? null : record.truncation.truncated
  return { item, picture, caption, file, reason: null, truncated, pixelHash: record.pixelHash }
}

async function readRecords(path: string): Promise<DrawnPicture[]> {
  const records: DrawnPicture[] = []
  for await (const line of createInterface({ input: createReadStream(path) }))
    records.push(drawnPicture.parse(JSON.parse(line)))
  return records
}
