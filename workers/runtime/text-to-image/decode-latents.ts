import type { RgbImage } from '#lib/domain/rgb-image'
import type { LatentShape } from './denoise'
import { roundHalfEven } from './euler-discrete'
import type { GraphFile } from './graph-file'
import type { GraphSession } from './graph-session'
import type { VaeConfig } from './pipeline-config'
import { checkedOutput, checkInputs, checkOutput, tensorFor } from './ports'

const io = { latents: 'latent_sample', picture: 'sample' }

/** @throws Refusal `unsupported-config`, `shape-mismatch`. */
export function checkDecoderPorts(file: GraphFile): void {
  checkInputs(file, { [io.latents]: [4] })
  checkOutput(file, io.picture)
}

/** Values about [-1, 1], [3, height, width]. @throws NotFinite: a byte that is made of NaN is 0, a black picture. */
export async function decodeLatents(
  file: GraphFile,
  session: GraphSession,
  vae: VaeConfig,
  latents: Float32Array,
  shape: LatentShape,
): Promise<Float32Array> {
  const [channels, height, width] = shape
  const input = tensorFor(file, io.latents, unscale(vae, latents, channels), [1, ...shape])
  const [output] = await session.run({ [io.latents]: input }, [io.picture])
  return checkedOutput(file, io.picture, output, [1, 3, height * vae.factor, width * vae.factor])
}

/** Latents as the decoder reads them; every operation rounds to fp32, as diffusers' tensors do. */
function unscale({ scaling, statistics }: VaeConfig, latents: Float32Array, channels: number): Float32Array {
  const scale = Math.fround(scaling)
  if (!statistics) return latents.map(value => value / scale)
  const plane = latents.length / channels
  const mean = Float32Array.from(statistics.mean)
  const std = Float32Array.from(statistics.std)
  return latents.map((value, at) => {
    const channel = Math.floor(at / plane)
    const spread = Math.fround(value * (std[channel] ?? 1))
    return Math.fround(spread / scale) + (mean[channel] ?? 0)
  })
}

/** [3, height, width] about [-1, 1] to bytes, rounded half to even, as diffusers' image processor does in fp32. */
export function toPicture(values: Float32Array, width: number, height: number): RgbImage {
  const pixels = new Uint8Array(width * height * 3)
  const plane = width * height
  for (let channel = 0; channel < 3; channel++)
    for (let at = 0; at < plane; at++) {
      const value = Math.fround((values[channel * plane + at] ?? 0) * 0.5 + 0.5)
      pixels[at * 3 + channel] = roundHalfEven(Math.fround(Math.min(Math.max(value, 0), 1) * 255))
    }
  return { width, height, pixels }
}
