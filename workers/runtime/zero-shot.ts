import type { Contrast } from '#workers/compiler/encoders/encoder'
import type { ZeroShot } from './encoder'

/** e^scale * cosine + bias of a picture's embedding and each text's, and the probabilities that CLIP or SigLIP makes of them. */
export function zeroShot(
  image: Float32Array,
  texts: readonly Float32Array[],
  { scale, bias, probabilities }: { scale: number; bias: number } & Pick<Contrast, 'probabilities'>,
): ZeroShot {
  const logits = Float32Array.from(texts, text => Math.exp(scale) * cosine(image, text) + bias)
  return { logits, probabilities: probabilities === 'softmax' ? softmax(logits) : logits.map(sigmoid) }
}

/** In [-1, 1]. @throws RangeError where the two differ in width. */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`embeddings of ${a.length} and of ${b.length} numbers`)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

function softmax(logits: Float32Array): Float32Array {
  const top = logits.reduce((best, logit) => Math.max(best, logit), Number.NEGATIVE_INFINITY)
  const weights = Float64Array.from(logits, logit => Math.exp(logit - top))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return Float32Array.from(weights, weight => weight / sum)
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit))
}
