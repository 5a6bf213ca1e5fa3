import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type Likeness, likeness } from '#lib/domain/likeness'
import type { RgbImage } from '#lib/domain/rgb-image'
import { keyedRandom } from '#lib/statistics/keyed-random'
import type { ImageEncoder } from '#workers/runtime/encoder'
import { type LongWork, unwatched } from '../long-work'
import type { ArtifactFolder } from './artifact-folder'
import { type Maker, withOpened } from './maker'
import type { PicturedFile } from './pictured-file'
import type { EncoderName } from './saliency'
import type { SynthesizedSet } from './synthesized-set'

const comparedPictures = z.array(z.strictObject({ item: z.string(), picture: z.int(), likeness }))

/** By item and picture; null where the caption has no picture. */
export type PictureLikeness = (item: string, picture: number) => Likeness | null

/**
 * CLIP-I of a synthesized set (measurement 1.4, step 3): cosines of the embeddings of each picture that was drawn with its
 * own original, and with that of another item of the set, which an only item has not. Made once for all checkpoints.
 * @param encoder CLIP, for the number that others report; its processor may cut off the sides of a wide original.
 */
export async function pictureLikeness(
  artifacts: ArtifactFolder,
  encoder: Maker<EncoderName, ImageEncoder>,
  set: SynthesizedSet,
  { title, items }: Pick<PicturedFile, 'title' | 'items'>,
  work: LongWork = unwatched,
): Promise<PictureLikeness> {
  const { digest, provider, precision } = await encoder.name()
  const from = { set: set.key, encoder: digest, provider, precision }
  const write = async (draft: string) => {
    const all = items.length + set.drawn.length
    const done = async (pictures: number) => {
      work.done(`${title}: likeness of drawn pictures`, pictures, all)
      await work.pause()
    }
    const compared = await withOpened(encoder, opened => compare(opened, set, items, done))
    await writeFile(join(draft, 'likeness.json'), JSON.stringify(compared))
  }
  const { folder } = await artifacts.make('picture-likeness', from, write, work)
  const compared = comparedPictures.parse(JSON.parse(await readFile(join(folder, 'likeness.json'), 'utf8')))
  const found = new Map(compared.map(one => [keyOf(one.item, one.picture), one.likeness]))
  return (item, picture) => found.get(keyOf(item, picture)) ?? null
}

async function compare(
  encoder: ImageEncoder,
  set: SynthesizedSet,
  items: PicturedFile['items'],
  done: (pictures: number) => Promise<void>,
): Promise<z.infer<typeof comparedPictures>> {
  const originals = new Map<string, Float32Array>()
  for (const [at, { id, images }] of items.entries()) {
    const [first] = images
    if (first) originals.set(id, await embed(encoder, await first.decode()))
    await done(at + 1)
  }
  const others = anotherOf([...originals.keys()], set.key)
  const compared: z.infer<typeof comparedPictures> = []
  for (const [at, { item, picture }] of set.drawn.entries()) {
    await done(items.length + at + 1)
    const image = await set.picture(item, picture)
    const own = originals.get(item)
    const other = originals.get(others.get(item) ?? '')
    if (!image || !own || !other) continue
    const drawn = await embed(encoder, image)
    compared.push({ item, picture, likeness: { own: cosine(drawn, own), other: cosine(drawn, other) } })
  }
  return compared
}

/** Each item's other one: the next on a circle of all of them, in an order drawn for the set. */
function anotherOf(items: readonly string[], key: string): ReadonlyMap<string, string> {
  if (items.length < 2) return new Map()
  const draw = keyedRandom({ seed: 0, probe: 'synthesized-image', condition: 'another-original', item: key })
  const circle = [...draw.permutation(items.length)].map(at => items[at] ?? '')
  return new Map(circle.map((item, at) => [item, circle[(at + 1) % circle.length] ?? item]))
}

/** Of length 1. */
async function embed(encoder: ImageEncoder, image: RgbImage): Promise<Float32Array> {
  const values = await encoder.embedImage(image)
  const length = Math.hypot(...values)
  return values.map(value => value / length)
}

function cosine(a: Float32Array, b: Float32Array): number {
  const product = a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
  return Math.min(1, Math.max(-1, product))
}

function keyOf(item: string, picture: number): string {
  return `${picture} ${item}`
}
