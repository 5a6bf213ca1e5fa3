import type { Benchmark } from '#lib/benchmarks/benchmark'
import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { ImageEncoder } from '#workers/runtime/encoder'

/** Says which class an encoder takes a picture for. */
export interface ClassNamer {
  /** By the prompts it places nearest to the picture. @throws Refusal `bad-usage` where it does not read. */
  zeroShot(image: RgbImage): Promise<string>
}

/** Prompts are embedded when the first picture is named, and kept. */
export function classNamer(encoder: ImageEncoder, benchmark: Benchmark): ClassNamer {
  let embedded: Promise<readonly Float32Array[]> | null = null
  return {
    async zeroShot(image) {
      embedded ??= classEmbeddings(encoder, benchmark)
      const classes = await embedded
      const picture = await encoder.embedImage(image)
      const best = largest(classes.map(one => dot(one, picture)))
      return benchmark.classes?.[best]?.name ?? ''
    },
  }
}

/**
 * Every template filled with every name, each embedding of length 1, their mean of length 1 again (CLIP's prompt ensemble,
 * measurement 1.7a). In the order of the classes.
 */
async function classEmbeddings(
  encoder: ImageEncoder,
  { title, classes = [], zeroShot }: Benchmark,
): Promise<Float32Array[]> {
  if (!zeroShot || zeroShot.names.length !== classes.length)
    throw new Refusal('bad-usage', `${title} has no prompts for an encoder to choose among`)
  const embeddings: Float32Array[] = []
  for (const name of zeroShot.names) {
    const texts = zeroShot.templates.map(template => template.replaceAll('{c}', name))
    const each = (await encoder.embedTexts(texts)).map(ofLengthOne)
    const sum = new Float32Array(each[0]?.length ?? 0)
    for (const one of each) for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + (one[at] ?? 0)
    embeddings.push(ofLengthOne(sum))
  }
  return embeddings
}

function ofLengthOne(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector))
  return vector.map(value => value / length)
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

/** Index of the largest value; the lowest one of equals. */
function largest(values: ArrayLike<number>): number {
  let best = 0
  for (let at = 1; at < values.length; at++) if ((values[at] ?? 0) > (values[best] ?? 0)) best = at
  return best
}
