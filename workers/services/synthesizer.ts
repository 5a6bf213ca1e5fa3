import { createHash } from 'node:crypto'
import type { SynthesisRequest, Synthesizer, SynthesizerIdentity } from '#lib/domain/synthesizer'

/**
 * Name of what a synthesizer makes of some requests, in their order: SHA-256 over all that decides the pictures. Equal
 * names are never drawn twice.
 */
export function synthesisKey(identity: SynthesizerIdentity, requests: readonly SynthesisRequest[]): string {
  const all = requests.map(({ caption, seed, item, image, width, height }) => [
    caption,
    seed,
    item,
    image,
    width,
    height,
  ])
  const text = JSON.stringify(['parallax-synthesis-1', sorted(identity), all])
  return createHash('sha256').update(text).digest('hex')
}

/** Plain data with the keys of every object in order, so that equal data give equal text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return entries.map(([key, inner]) => [key, sorted(inner)])
}

/**
 * Whether a synthesizer draws the same picture twice, found by asking for it twice: the seed is no part of the images
 * interface, and a server may leave it unread. Null where there was no picture to compare.
 */
export async function isDeterministic(
  synthesizer: Pick<Synthesizer, 'synthesize'>,
  request: SynthesisRequest,
): Promise<boolean | null> {
  const one = await synthesizer.synthesize(request)
  const two = await synthesizer.synthesize(request)
  if (one.kind !== 'image' || two.kind !== 'image') return null
  return one.record.pixelHash === two.record.pixelHash
}
