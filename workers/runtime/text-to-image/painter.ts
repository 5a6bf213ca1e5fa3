import { createHash } from 'node:crypto'
import {
  type NoPicture,
  type SynthesisRequest,
  type SynthesizedImage,
  type Synthesizer,
  seedString,
} from '#lib/domain/synthesizer'
import { isFlat } from '#workers/image/is-flat'
import { type Conditioning, encodeCaption } from './conditioning'
import { decodeLatents, toPicture } from './decode-latents'
import { denoise } from './denoise'
import { NotFinite } from './finite'
import type { SessionSlot } from './graph-session'
import { keyedNormals, noiseKey } from './noise'
import { latentShapeOf, type Pipeline } from './read-pipeline'

export interface PipelineSlots {
  readonly first: SessionSlot
  readonly second: SessionSlot
  readonly unet: SessionSlot
  readonly vae: SessionSlot
}

/** Draws one picture after the other: what runs at once shares no session and no memory. */
export function openPainter(
  pipeline: Pipeline,
  slots: PipelineSlots,
): Pick<Synthesizer, 'synthesize' | 'close'> {
  let turn: Promise<unknown> = Promise.resolve()
  let last: { readonly caption: string; readonly conditioning: Conditioning } | null = null

  async function conditioningOf(caption: string): Promise<Conditioning> {
    // The pictures of an item share its caption.
    if (last?.caption !== caption)
      last = { caption, conditioning: await encodeCaption(pipeline.encoders, slots, caption) }
    return last.conditioning
  }

  async function paint(request: SynthesisRequest): Promise<SynthesizedImage | NoPicture> {
    const { config, graphs, scheduler, schedule } = pipeline
    const { caption, width, height } = request
    const shape = latentShapeOf(pipeline, request)
    const clock = openClock()
    const conditioning = await conditioningOf(caption)
    const textMs = clock()
    const noise = keyedNormals(noiseKey(seedString(request)), shape[0] * shape[1] * shape[2])
    const latents = await slots.unet.use(async session => {
      const task = { file: graphs.unet, session, scheduler, schedule, conditioning, shape, size: request }
      let latest = noise
      for await (const stepped of denoise(task, noise)) latest = stepped
      return latest
    })
    const unetMs = clock()
    const values = await slots.vae.use(session =>
      decodeLatents(graphs.vae, session, config.vae, latents, shape),
    )
    const image = toPicture(values, width, height)
    const vaeMs = clock()
    if (isFlat(image)) return { kind: 'no-picture', reason: 'flat', said: 'every pixel has one colour' }
    const { tokens } = conditioning
    return {
      kind: 'image',
      image,
      record: {
        seedString: seedString(request),
        noiseHash: sha256(noise),
        pixelHash: sha256(image.pixels),
        truncation: {
          truncated: tokens.some(({ full, kept }) => full > kept),
          policy: 'head',
          tokenizers: tokens,
        },
        revisedPrompt: null,
        sizeAsked: null,
        stageMs: { text: textMs, unet: unetMs, vae: vaeMs },
      },
    }
  }

  async function attempt(request: SynthesisRequest): Promise<SynthesizedImage | NoPicture> {
    try {
      return await paint(request)
    } catch (error) {
      if (!(error instanceof NotFinite)) throw error
      return { kind: 'no-picture', reason: 'not-finite', said: error.message }
    }
  }

  return {
    synthesize(request) {
      const picture = turn.then(() => attempt(request))
      turn = picture.catch(() => undefined)
      return picture
    },
    async close() {
      await turn
      for (const slot of Object.values(slots)) await slot.close()
    },
  }
}

/** Milliseconds since it was last asked. */
function openClock(): () => number {
  let since = performance.now()
  return () => {
    const now = performance.now()
    const passed = now - since
    since = now
    return passed
  }
}

function sha256(values: Uint8Array | Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return createHash('sha256').update(bytes).digest('hex')
}
