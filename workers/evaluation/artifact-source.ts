import type { Likeness } from '#lib/domain/likeness'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { Saliency } from '#lib/domain/saliency'
import type { ProbeCondition } from '#lib/probes/suite-conditions'

/** What was made once for all checkpoints, of one benchmark file. */
export interface ArtifactSource {
  /** Of the item's first picture. Null: there is none. */
  saliency(item: string): Promise<Saliency | null>
  /** The k-th synthesized picture of the item, from 0. Null: its caption has no picture. */
  synthesized(item: string, picture: number): Promise<RgbImage | null>
  /** How like the originals that picture is. Null: there is none, or nobody compared them. */
  likeness(item: string, picture: number): Promise<Likeness | null>
}

/** How like the originals the picture is that a condition shows; nothing where it shows no synthesized one. */
export async function likenessUnder(
  artifacts: ArtifactSource | null,
  item: string,
  { probe, condition }: ProbeCondition,
): Promise<{ readonly likeness?: Likeness }> {
  if (!artifacts || !probe.needs.includes('synthesizer')) return {}
  const found = await artifacts.likeness(item, condition.seed - 1)
  return found ? { likeness: found } : {}
}
