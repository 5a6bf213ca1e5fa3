import type { Need } from '#lib/probes/probe'
import type { ImageEncoder } from '#workers/runtime/encoder'
import type { ArtifactSource } from '../artifact-source'
import type { ListedCondition } from '../evaluate-slice'
import { type LongWork, unwatched } from '../long-work'
import type { ArtifactFolder } from './artifact-folder'
import type { Maker } from './maker'
import { pictureLikeness } from './picture-likeness'
import type { PicturedFile } from './pictured-file'
import { type EncoderName, saliencyMaps } from './saliency'
import { describeSet, type Synthesis, type SynthesisName, synthesizedSet } from './synthesized-set'

/** Who makes artifacts on this machine; null where there is nobody. Each is open only while something is made. */
export interface ArtifactMakers {
  readonly folder: ArtifactFolder
  readonly saliency: Maker<EncoderName, ImageEncoder> | null
  readonly synthesis: Maker<SynthesisName, Synthesis> | null
  /** An encoder that tells how like its original a picture is; it is not needed to show any. */
  readonly likeness: Maker<EncoderName, ImageEncoder> | null
}

/** Pixels a side of a picture that no model of this machine has a size for. */
const usualSide = 1024

/**
 * What the conditions of a file take that is made once for all checkpoints, made where it is missing; null where they take
 * nothing. Only the items that are asked are worked on.
 * @param told what is made, one line each. @throws Refusal of whoever makes it.
 */
export async function openArtifacts(
  { folder, saliency, synthesis, likeness }: ArtifactMakers,
  file: PicturedFile,
  lists: readonly ListedCondition[],
  told: (line: string) => void = () => {},
  work: LongWork = unwatched,
): Promise<ArtifactSource | null> {
  const stands = saliency && askedItems(file, lists, 'saliency')
  const drawn = synthesis && askedItems(file, lists, 'synthesizer')
  const maps = stands ? await mapsOf(folder, saliency, stands, told, work) : null
  const set = drawn ? await setOf(folder, synthesis, drawn, picturesIn(lists), told, work) : null
  if (!maps && !set) return null
  const alike = set && drawn && likeness ? await pictureLikeness(folder, likeness, set, drawn, work) : null
  return {
    saliency: async item => maps?.get(item) ?? null,
    synthesized: async (item, picture) => set?.picture(item, picture) ?? null,
    likeness: async (item, picture) => {
      const found = alike?.(item, picture)
      const cut = set?.drawn.find(one => one.item === item && one.picture === picture)?.truncated ?? null
      return found ? { ...found, ...(cut === null ? {} : { captionCut: cut }) } : null
    },
  }
}

/** The items that a condition with the need asks; null where there is none. */
export function askedItems(
  file: PicturedFile,
  lists: readonly ListedCondition[],
  need: Need,
): PicturedFile | null {
  const those = lists.filter(({ planned: { probe, condition } }) =>
    [...probe.needs, ...(condition.needs ?? [])].includes(need),
  )
  const items = file.items.filter((_, at) => those.some(({ flags }) => flags === null || flags[at] === 1))
  return items.length === 0 ? null : { ...file, items }
}

/** Pictures an item that the conditions show, by their ids. */
export function picturesIn(lists: readonly ListedCondition[]): number {
  const numbers = lists.flatMap(({ planned: { probe, condition } }) =>
    probe.needs.includes('synthesizer') ? [Number(/^picture-(\d+)$/.exec(condition.id)?.[1] ?? 1)] : [],
  )
  return Math.max(1, ...numbers)
}

async function mapsOf(
  folder: ArtifactFolder,
  encoder: Maker<EncoderName, ImageEncoder>,
  file: PicturedFile,
  told: (line: string) => void,
  work: LongWork,
) {
  const telling = whenOpened(encoder, () =>
    told(`${file.title}: what stands out in ${file.items.length} pictures`),
  )
  const { maps } = await saliencyMaps(folder, telling, file, work)
  return new Map(file.items.map(({ id }, at) => [id, maps[at]]))
}

async function setOf(
  folder: ArtifactFolder,
  synthesis: Maker<SynthesisName, Synthesis>,
  file: PicturedFile,
  pictures: number,
  told: (line: string) => void,
  work: LongWork,
) {
  const { synthesizer } = await synthesis.name()
  const side = synthesizer.kind === 'diffusers-onnx' ? synthesizer.size.width : usualSide
  let made = false
  const telling = whenOpened(synthesis, () => {
    made = true
    told(`${file.title}: ${file.items.length} pictures are captioned and drawn anew`)
  })
  const set = await synthesizedSet(folder, telling, { pictures, side }, file, work)
  if (made) told(`${file.title}: ${describeSet(set)}`)
  return set
}

/** The same maker, which says when it is loaded. */
function whenOpened<Name, Opened extends { close(): Promise<void> }>(
  { name, open }: Maker<Name, Opened>,
  opened: () => void,
): Maker<Name, Opened> {
  return {
    name,
    open: () => {
      opened()
      return open()
    },
  }
}
