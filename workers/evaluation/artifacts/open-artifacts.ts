import type { Synthesizer } from '#lib/domain/synthesizer'
import type { Need } from '#lib/probes/probe'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import type { ImageEncoder } from '#workers/runtime/encoder'
import type { ArtifactSource } from '../artifact-source'
import type { ListedCondition } from '../evaluate-slice'
import type { ArtifactFolder } from './artifact-folder'
import { pictureLikeness } from './picture-likeness'
import type { PicturedFile } from './pictured-file'
import { saliencyMaps } from './saliency'
import { type SynthesizedSet, synthesizedSet } from './synthesized-set'

/** What makes pictures anew from what it says of them. Both are open only while a set is made. */
export interface Synthesis {
  readonly captioner: Checkpoint
  readonly synthesizer: Synthesizer
}

/** Who makes artifacts on this machine; null where there is nobody. */
export interface ArtifactMakers {
  readonly folder: ArtifactFolder
  readonly openSaliency: (() => Promise<ImageEncoder>) | null
  readonly openSynthesis: (() => Promise<Synthesis>) | null
  /** An encoder that tells how like its original a picture is; it is not needed to show any. */
  readonly openLikeness: (() => Promise<ImageEncoder>) | null
}

/** Pixels a side of a picture that no model of this machine has a size for. */
const usualSide = 1024

/**
 * What the conditions of a file take that is made once for all checkpoints, made where it is missing; null where they take
 * nothing. Only the items that are asked are worked on.
 * @param told what takes long, one line each. @throws Refusal of whoever makes it.
 */
export async function openArtifacts(
  makers: ArtifactMakers,
  file: PicturedFile,
  lists: readonly ListedCondition[],
  told: (line: string) => void = () => {},
): Promise<ArtifactSource | null> {
  const stands = makers.openSaliency && asked(file, lists, 'saliency')
  const drawn = makers.openSynthesis && asked(file, lists, 'synthesizer')
  const saliency =
    stands && makers.openSaliency ? await mapsOf(makers.folder, makers.openSaliency, stands, told) : null
  const synthesized =
    drawn && makers.openSynthesis
      ? await setOf(makers.folder, makers.openSynthesis, drawn, picturesIn(lists), told)
      : null
  if (!saliency && !synthesized) return null
  const likeness =
    synthesized && drawn && makers.openLikeness
      ? await likenessOf(makers.folder, makers.openLikeness, synthesized, drawn)
      : null
  return {
    saliency: async item => saliency?.get(item) ?? null,
    synthesized: async (item, picture) => synthesized?.picture(item, picture) ?? null,
    likeness: async (item, picture) => likeness?.(item, picture) ?? null,
  }
}

/** The items that a condition with the need asks; null where there is none. */
function asked(file: PicturedFile, lists: readonly ListedCondition[], need: Need): PicturedFile | null {
  const those = lists.filter(({ planned: { probe, condition } }) =>
    [...probe.needs, ...(condition.needs ?? [])].includes(need),
  )
  const items = file.items.filter((_, at) => those.some(({ flags }) => flags === null || flags[at] === 1))
  return items.length === 0 ? null : { ...file, items }
}

/** Pictures an item that the conditions show, by their ids. */
function picturesIn(lists: readonly ListedCondition[]): number {
  const numbers = lists.flatMap(({ planned: { probe, condition } }) =>
    probe.needs.includes('synthesizer') ? [Number(/^picture-(\d+)$/.exec(condition.id)?.[1] ?? 1)] : [],
  )
  return Math.max(1, ...numbers)
}

async function mapsOf(
  folder: ArtifactFolder,
  open: () => Promise<ImageEncoder>,
  file: PicturedFile,
  told: (line: string) => void,
) {
  const encoder = await open()
  try {
    told(`${file.title}: what stands out in ${file.items.length} pictures`)
    const { maps } = await saliencyMaps(folder, encoder, file)
    return new Map(file.items.map(({ id }, at) => [id, maps[at]]))
  } finally {
    await encoder.close()
  }
}

async function likenessOf(
  folder: ArtifactFolder,
  open: () => Promise<ImageEncoder>,
  set: SynthesizedSet,
  { items }: PicturedFile,
) {
  const encoder = await open()
  try {
    return await pictureLikeness(folder, encoder, set, items)
  } finally {
    await encoder.close()
  }
}

async function setOf(
  folder: ArtifactFolder,
  open: () => Promise<Synthesis>,
  file: PicturedFile,
  pictures: number,
  told: (line: string) => void,
) {
  const { captioner, synthesizer } = await open()
  try {
    const { identity } = synthesizer
    const side = identity.kind === 'diffusers-onnx' ? identity.size.width : usualSide
    told(`${file.title}: ${file.items.length} pictures are captioned and drawn anew`)
    return await synthesizedSet(folder, { captioner, synthesizer, pictures, side }, file)
  } finally {
    await captioner.close()
    await synthesizer.close()
  }
}
