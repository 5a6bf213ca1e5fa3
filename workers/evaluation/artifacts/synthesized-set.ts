import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { CheckpointDigest } from '#lib/domain/checkpoint'
import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { Synthesizer, SynthesizerIdentity } from '#lib/domain/synthesizer'
import { decodeImage, encodePng } from '#workers/image/decode'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import { type LongWork, unwatched } from '../long-work'
import type { ArtifactFolder } from './artifact-folder'
import { hashOfLines } from './hash-of-lines'
import { openLines, readLines } from './lines-file'
import { type Maker, withOpened } from './maker'
import type { PicturedFile } from './pictured-file'

/** What the captioner is asked, and how much it may say (measurement 1.4). */
export const captionPrompt = 'Please generate a caption of this image.'
export const longestCaption = 256

const tokens = z.object({
  full: z.int(),
  kept: z.int(),
  droppedIds: z.array(z.int()),
  droppedText: z.string(),
})
/** How a picture came about; sets that were drawn before it was kept have none. */
const keptRecord = z.object({
  seedString: z.string(),
  noiseHash: z.string().nullable(),
  revisedPrompt: z.string().nullable(),
  sizeAsked: z.object({ width: z.int(), height: z.int() }).nullable(),
  truncation: z.union([
    z.literal('unknown'),
    z.object({ truncated: z.boolean(), policy: z.literal('head'), tokenizers: z.tuple([tokens, tokens]) }),
  ]),
})
const drawnPicture = z.object({
  item: z.string(),
  picture: z.int(),
  caption: z.string(),
  /** Null where the caption has no picture; `reason` says why. */
  file: z.string().nullable(),
  reason: z.string().nullable(),
  /** Whether the caption was cut; null where that is not known. */
  truncated: z.boolean().nullable(),
  pixelHash: z.string().nullable(),
  record: keptRecord.optional(),
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

/** What makes pictures anew from what it says of them. */
export interface Synthesis {
  readonly captioner: Checkpoint
  readonly synthesizer: Synthesizer
  close(): Promise<void>
}

/** What decides the pictures of a synthesis. */
export interface SynthesisName {
  readonly captioner: CheckpointDigest
  readonly synthesizer: SynthesizerIdentity
}

/** How many pictures an item, and pixels a side. */
export interface SetSize {
  readonly pictures: number
  readonly side: number
}

/**
 * Captions every item's first picture and draws it anew: made once for all checkpoints, so that all of them are shown the
 * same. Seed 0; what differs between the pictures of an item is its number in the noise's key. What breaks off is gone on
 * with after the last picture.
 * @throws Refusal of the captioner or the synthesizer.
 */
export async function synthesizedSet(
  artifacts: ArtifactFolder,
  synthesis: Maker<SynthesisName, Synthesis>,
  { pictures, side }: SetSize,
  file: PicturedFile,
  work: LongWork = unwatched,
): Promise<SynthesizedSet> {
  const { captioner, synthesizer } = await synthesis.name()
  const from = {
    edition: file.edition,
    items: hashOfLines(file.items.map(({ id }) => id)),
    captioner,
    prompt: captionPrompt,
    synthesizer,
    pictures,
    side,
    seed: 0,
  }
  const write = (draft: string) =>
    withOpened(synthesis, opened => drawAll(draft, opened, { pictures, side }, file, work))
  const { key, folder } = await artifacts.make('synthesized-set', from, write, work)
  const records = await readLines(linesIn(folder), drawnPicture)
  const files = new Map(records.map(one => [keyOf(one.item, one.picture), one.file]))
  return {
    key,
    drawn: records,
    async picture(item, picture) {
      const name = files.get(keyOf(item, picture))
      if (name === undefined || name === null) return null
      return decodeImage(await readFile(join(folder, name)))
    },
  }
}

/** Those that the folder has no line of: a line is written once its picture is. */
async function drawAll(
  folder: string,
  { captioner, synthesizer }: Synthesis,
  { pictures, side }: SetSize,
  { title, items }: PicturedFile,
  work: LongWork,
): Promise<void> {
  const { kept, append, close } = await openLines(linesIn(folder), drawnPicture)
  const records = new Map(kept.map(one => [keyOf(one.item, one.picture), one]))
  try {
    for (const [place, item] of items.entries()) {
      work.done(`${title}: captioned and drawn anew`, place, items.length)
      const [first] = item.images
      if (!first) continue
      let caption = records.get(keyOf(item.id, 0))?.caption
      for (let picture = 0; picture < pictures; picture++) {
        if (records.has(keyOf(item.id, picture))) continue
        await work.pause()
        caption ??= await captionOf(captioner, await first.decode())
        const asked = { item: item.id, place, picture, caption, side }
        const record = await draw(folder, synthesizer, asked)
        await append(record)
        records.set(keyOf(item.id, picture), record)
      }
    }
    work.done(`${title}: captioned and drawn anew`, items.length, items.length)
  } finally {
    await close()
  }
  await requireSome(folder, [...records.values()])
}

/** @throws Refusal `provider-unavailable`: where no caption at all has a picture, it is not the captions' fault. */
async function requireSome(folder: string, records: readonly DrawnPicture[]): Promise<void> {
  const [first] = records
  if (!first || records.length === 1 || records.some(({ file }) => file !== null)) return
  // Nothing of it is worth going on with.
  await rm(linesIn(folder))
  throw new Refusal(
    'provider-unavailable',
    `not one of ${records.length} captions has a picture; of the first: ${first.reason}`,
  )
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
  const request = { caption, seed: 0, item, image: picture, width: side, height: side }
  const made = await synthesizer.synthesize(request)
  const said = { item, picture, caption }
  if (made.kind === 'no-picture') {
    const reason = `${made.reason}: ${made.said}`
    return { ...said, file: null, reason, truncated: null, pixelHash: null }
  }
  const { pixelHash, stageMs: _, ...record } = made.record
  const file = `${place}-${picture}.png`
  await writeFile(join(folder, file), await encodePng(made.image))
  const truncated = record.truncation === 'unknown' ? null : record.truncation.truncated
  return { ...said, file, reason: null, truncated, pixelHash, record: keptRecord.parse(record) }
}

/** What a reader of the numbers has to know of a set, in a line. */
export function describeSet({ drawn }: Pick<SynthesizedSet, 'drawn'>): string {
  const without = drawn.filter(({ file }) => file === null)
  const refused = without.filter(({ reason }) => reason?.startsWith('refused')).length
  const unknown = drawn.filter(({ file, truncated }) => file !== null && truncated === null).length
  return [
    `${drawn.length - without.length} of ${drawn.length} captions have a picture`,
    ...(refused > 0 ? [`${refused} were refused`] : []),
    ...(without.length > refused ? [`of ${without.length - refused} it is none that can be used`] : []),
    `${drawn.filter(({ truncated }) => truncated).length} were cut`,
    ...(unknown > 0 ? [`of ${unknown} that is not known`] : []),
  ].join(', ')
}

function linesIn(folder: string): string {
  return join(folder, 'pictures.jsonl')
}

function keyOf(item: string, picture: number): string {
  return `${picture} ${item}`
}
