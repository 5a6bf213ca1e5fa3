import { Refusal } from '#lib/domain/refusal'
import { gigabytes } from '../memory'
import type { VaeConfig } from './pipeline-config'

/** Bytes that each part of a pipeline needs in this machine's memory. */
export interface PipelineMemory {
  readonly text: number
  readonly unet: number
  readonly vae: number
  /** Beside the weights, while a picture is computed. */
  readonly activations: number
}

/** Beside the weights and activations. */
const overheadBytes = 300e6

/**
 * Whether all sessions stay open (a set of pictures then loads the weights once) or each is open only while it works.
 * @throws Refusal `checkpoint-too-large` where not even that fits.
 */
export function sessionsStay({ text, unet, vae, activations }: PipelineMemory, available: number): boolean {
  const together = overheadBytes + text + unet + vae + activations
  const least = overheadBytes + Math.max(text, unet + activations, vae + activations)
  if (least > available)
    throw new Refusal(
      'checkpoint-too-large',
      `the text-to-image pipeline needs ${gigabytes(least)} of memory; ${gigabytes(available)} is free`,
    )
  return together <= available
}

/**
 * What the decoder's layers next to the pixels and its attention over all latents take: the largest activations there are
 * (at 1024 x 1024 in fp32 about a gigabyte each). @param size of the picture in pixels.
 */
export function activationBytes(
  { factor, outerChannels }: Pick<VaeConfig, 'factor' | 'outerChannels'>,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const latents = (width / factor) * (height / factor)
  return 4 * (3 * 2 * outerChannels * width * height + latents * latents)
}

/** @param size of the picture in pixels. @throws Refusal `checkpoint-too-large` where it is too large for the memory left. */
export function checkActivations(
  vae: Pick<VaeConfig, 'factor' | 'outerChannels'>,
  size: { readonly width: number; readonly height: number },
  available: number,
): void {
  const needed = activationBytes(vae, size)
  if (needed > available)
    throw new Refusal(
      'checkpoint-too-large',
      `a picture of ${size.width} x ${size.height} takes ${gigabytes(needed)} of memory beside the weights; ${gigabytes(available)} is free`,
    )
}
