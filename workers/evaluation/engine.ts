import type { Means } from '#lib/probes/suite-conditions'
import type { EncoderShape } from '#workers/compiler/encoders/encoder'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import type { ImageEncoder } from '#workers/runtime/encoder'
import type { LanguageModelRunner } from '#workers/runtime/language-model-runner'
import type { ArtifactSource } from './artifact-source'

/** The declared relatives of a checkpoint that are loaded. */
export interface Relatives {
  /** The encoder inside the checkpoint, with its own text tower where it has one. */
  readonly encoder: ImageEncoder | null
  /** The language model before visual tuning. */
  readonly backbone: LanguageModelRunner | null
}

export const noRelatives: Relatives = { encoder: null, backbone: null }

/** Who and what answers the items of one benchmark file. */
export interface Engine {
  readonly checkpoint: Checkpoint
  readonly relatives: Relatives
  readonly artifacts: ArtifactSource | null
}

/** What probes of a checkpoint whose weights are here can be run with. @param relatives those that are there. */
export function engineMeans({ encoder, backbone }: Relatives, judged: boolean): Means {
  return [
    'weights',
    ...(judged ? (['judge'] as const) : []),
    ...(encoder ? [encoderNeed(encoder)] : []),
    ...(backbone ? (['backbone'] as const) : []),
  ]
}

/** What an encoder is good for: one that does not read names no class. */
export function encoderNeed({
  shape,
}: {
  readonly shape: Pick<EncoderShape, 'text'>
}): 'encoder' | 'image-encoder' {
  return shape.text === null ? 'image-encoder' : 'encoder'
}
