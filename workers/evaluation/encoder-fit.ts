import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { EncoderShape } from '#workers/compiler/encoders/encoder'

type SeenShape = Pick<EncoderShape, 'vision'>

/**
 * Why an encoder is not the one inside a checkpoint, by their configurations (measurement 1.7a, step 5): the weights may
 * differ, since towers are tuned. Null where it may be the one. A checkpoint may have fewer layers: those after the one that
 * it reads are often left out when it is stored.
 */
export function encoderMismatch(
  { vision: declared }: SeenShape,
  { vision: inside }: Pick<CheckpointShape, 'vision'>,
): string | null {
  const alike = (['modelType', 'width', 'heads', 'patchSize', 'imageSize'] as const).every(
    key => declared[key] === inside[key],
  )
  if (alike && declared.layers >= inside.layers) return null
  return `the declared encoder is ${described(declared)}; the one inside the checkpoint is ${described(inside)}`
}

/** Why an encoder says of no patch how much it stands out; null where it does. */
export function attentionMissing({ vision, attentionGrid }: Pick<EncoderShape, 'vision' | 'attentionGrid'>) {
  return attentionGrid === null
    ? `the saliency encoder is ${vision.modelType}, which has no class token whose attention says what stands out`
    : null
}

/** Why an encoder names no class; null where it does. */
export function textMissing({ vision, text }: Pick<EncoderShape, 'vision' | 'text'>) {
  return text === null
    ? `the declared encoder is ${vision.modelType} without a text tower, which names no class`
    : null
}

function described({ modelType, layers, width, patchSize, imageSize }: EncoderShape['vision']): string {
  const patches = patchSize === null ? '' : `, patches of ${patchSize} in ${imageSize} px`
  return `${modelType}, ${layers} layers of ${width}${patches}`
}
