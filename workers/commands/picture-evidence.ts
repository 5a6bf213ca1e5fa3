import { Refusal } from '#lib/domain/refusal'
import type { Saliency } from '#lib/domain/saliency'
import { readEncoderShape } from '#workers/compiler/encoders/read-shape'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import { ArtifactFolder } from '#workers/evaluation/artifacts/artifact-folder'
import { MachineMakers } from '#workers/evaluation/artifacts/machine-makers'
import { saliencyMaps } from '#workers/evaluation/artifacts/saliency'
import { attentionMissing } from '#workers/evaluation/encoder-fit'
import type { OpenOptions } from '#workers/runtime/open-checkpoint'
import { BadUsage } from './command'
import { inSight } from './in-sight'
import { chosenMeans } from './probe-means'
import type { Terminal } from './terminal'

/** Where the evidence is in the pictures of a file, as an encoder's attention has it. */
export interface PictureEvidence {
  /** By item. */
  readonly maps: ReadonlyMap<string, Saliency>
  /** Of the encoder. */
  readonly digest: string
}

/**
 * The maps that `evaluate --saliency` would make, made where they are missing. @param saliency the encoder's folder; that of
 * the environment where absent. @throws BadUsage where there is no encoder; Refusal `unsupported` of one without class attention.
 */
export async function pictureEvidence(
  saliency: string | undefined,
  file: BenchmarkFile,
  engine: OpenOptions,
  terminal: Terminal,
): Promise<PictureEvidence> {
  const own = chosenMeans(saliency === undefined ? {} : { saliency })
  if (own.saliency === null)
    throw new BadUsage(
      'evidence-removed needs --saliency: without an encoder nobody knows where in a picture its evidence is',
    )
  const blind = attentionMissing(readEncoderShape(own.saliency))
  if (blind !== null) throw new Refusal('bad-usage', blind)
  const makers = new MachineMakers(own, engine)
  const folder = new ArtifactFolder(own.artifacts)
  const maker = makers.makers(folder).saliency
  if (maker === null) throw new Error('an encoder has no maker')
  const { maps } = await inSight(terminal, work => saliencyMaps(folder, maker, file, work))
  const known = file.items.flatMap(({ id }, at) => {
    const map = maps[at]
    return map ? [[id, map] as const] : []
  })
  return { maps: new Map(known), digest: await makers.digest(own.saliency) }
}
