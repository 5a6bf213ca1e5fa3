import type { PromptProfile } from '#lib/benchmarks/benchmark'
import type { Item } from '#lib/domain/item'
import type { Saliency } from '#lib/domain/saliency'
import type { ImageEdit } from '#lib/domain/trial'
import type { ImageSize } from '#lib/domain/visual-tokens'
import type { Subject } from '#lib/probes/probe'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import { turnOptions } from '#lib/probes/turned-options'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import type { Answering, PromptOutline } from '#workers/runtime/checkpoint'
import type { PlannableCheckpoint } from '#workers/runtime/plannable-checkpoint'
import { type ArrangedTrials, arrangeItem, imageEdit, subjectName, turnOf } from './arrange'
import type { Asking, StoredPicture } from './distinct-answers'
import { editedSize } from './edit-image'
import type { Speaker } from './planned'

/** Who is asked, as far as a plan must know them. */
export interface Planners {
  readonly checkpoint: PlannableCheckpoint
  readonly backbone: Pick<Answering, 'costs' | 'promptOutline'> | null
}

/** An item of a file, as it lies there. */
export interface PlacedItem {
  readonly file: Pick<BenchmarkFile, 'benchmark' | 'items' | 'records' | 'sizes'>
  readonly item: Item
  /** Its place in the file. */
  readonly place: number
  readonly profile: PromptProfile
}

/** What is known of an item's pictures. */
export interface SeenPictures {
  /** Of each; none where the question is text alone. */
  readonly sizes: readonly ImageSize[]
  /** What stands out in the first one, where somebody asks for it. */
  readonly saliency: Saliency | null
  /** Of a synthesized picture. Null: its caption has none. */
  synthesized(picture: number): Promise<ImageSize | null>
}

export interface PreparedItem {
  readonly asking: Asking
  /** Conditions that the item is asked under. */
  readonly asked: readonly ProbeCondition[]
}

/** The trials of an item, and the prompts they are made of. */
export async function prepareItem(
  planners: Planners,
  placed: PlacedItem,
  conditions: readonly ProbeCondition[],
  seen: SeenPictures,
): Promise<PreparedItem> {
  const { checkpoint } = planners
  const all = arrangeItem(subjectsOf(planners, placed, seen), conditions)
  const drawn = await drawnSizes(all, seen)
  const arranged = all.filter(({ trials }) =>
    trials.every(trial => {
      const edit = imageEdit(trial.interventions)
      return edit?.kind !== 'synthesized' || drawn.has(edit.picture)
    }),
  )
  const outlines = await outlinesOf(planners, placed, arranged, seen.sizes.length)
  const asking: Asking = {
    arranged,
    pictures: seen.sizes.map((size, at) => ({ hash: pictureHash(placed, placed.place, at), size })),
    picture: (own, edit) => pictureOf(placed, own, edit, drawn),
    layout: (size, images) => checkpoint.visualTokenLayout(size, images),
    passes: (size, images) => checkpoint.towerPasses(size, images),
    outline(speaker, turn, images) {
      const found = outlines.get(outlineKey(speaker, turn, images))
      if (!found) throw new Error(`no prompt of ${speaker} with ${images} pictures, turned by ${turn}`)
      return found
    },
  }
  return { asking, asked: arranged.map(({ planned }) => planned) }
}

/** The question of an item, its options turned by so many places. */
export function questionOf({ file: { benchmark }, item, profile }: PlacedItem, turn: number) {
  const { raw, stopTexts } = benchmark
  return {
    question: benchmark.prompt(turnOptions(item, turn), profile),
    ...(raw ? { raw } : {}),
    ...(stopTexts ? { stopTexts } : {}),
  }
}

function subjectsOf(
  { checkpoint }: Planners,
  { file, item, place }: PlacedItem,
  { sizes, saliency }: SeenPictures,
): [Subject, ...Subject[]] {
  const common = {
    place,
    items: file.items.length,
    samePicture: samePicture(file.records, place),
    options: item.options.length,
  }
  const [first, ...others] = sizes.map(
    (image, at): Subject => ({
      ...common,
      item: subjectName(item.id, at),
      image,
      visualTokens: checkpoint.visualTokenLayout(image, sizes.length),
      ...(saliency && at === 0 ? { saliency } : {}),
    }),
  )
  const none = { image: { width: 0, height: 0 }, visualTokens: { count: 0, blocks: [] } }
  return [first ?? { ...common, item: item.id, ...none }, ...others]
}

/** Places of the items whose pictures are those of the item at a place. */
export function samePicture(records: readonly { readonly imageHash: string }[], place: number): number[] {
  const own = records[place]?.imageHash
  return records.flatMap(({ imageHash }, at) => (imageHash === own ? [at] : []))
}

/** Sizes of the synthesized pictures that somebody wants to show, where there are any. */
async function drawnSizes(
  arranged: readonly ArrangedTrials[],
  seen: SeenPictures,
): Promise<ReadonlyMap<number, ImageSize>> {
  const edits = arranged.flatMap(({ trials }) => trials.map(({ interventions }) => imageEdit(interventions)))
  const wanted = new Set(edits.flatMap(edit => (edit?.kind === 'synthesized' ? [edit.picture] : [])))
  const drawn = new Map<number, ImageSize>()
  for (const picture of wanted) {
    const size = await seen.synthesized(picture)
    if (size) drawn.set(picture, size)
  }
  return drawn
}

function pictureOf(
  { file }: PlacedItem,
  own: StoredPicture,
  edit: ImageEdit | null,
  drawn: ReadonlyMap<number, ImageSize>,
): StoredPicture {
  if (edit?.kind === 'other-item') {
    const size = file.sizes[edit.item]
    const hash = file.records[edit.item]?.imageHash
    if (!size || hash === undefined) throw new Error(`item ${edit.item} of the file has no picture`)
    return { hash: `${hash} 0`, size }
  }
  if (edit?.kind === 'synthesized') return { ...own, size: drawn.get(edit.picture) ?? own.size }
  return { ...own, size: editedSize(own.size, edit) }
}

function pictureHash({ file }: PlacedItem, place: number, picture: number): string {
  return `${file.records[place]?.imageHash} ${picture}`
}

/** Every prompt that is asked, by who is asked, how the options stand and how many pictures are left. */
async function outlinesOf(
  { checkpoint, backbone }: Planners,
  placed: PlacedItem,
  arranged: readonly ArrangedTrials[],
  pictures: number,
): Promise<ReadonlyMap<string, PromptOutline>> {
  const outlines = new Map<string, PromptOutline>()
  for (const { trials } of arranged) {
    const { subject = 'checkpoint', interventions } = trials[0]
    if (subject === 'encoder') continue
    const turn = turnOf(interventions)
    const removed = trials.filter(trial => imageEdit(trial.interventions)?.kind === 'remove').length
    const images = pictures === 0 ? 0 : pictures - removed
    const key = outlineKey(subject, turn, images)
    if (outlines.has(key)) continue
    const speaker = subject === 'checkpoint' ? checkpoint : backbone
    if (!speaker) throw new Error('there is no language model to ask')
    outlines.set(key, await speaker.promptOutline(questionOf(placed, turn), images))
  }
  return outlines
}

function outlineKey(speaker: Speaker, turn: number, images: number): string {
  return `${speaker} ${turn} ${images}`
}
