import { afterEach, beforeAll, beforeEach } from 'vitest'
import type { SynthesisRequest } from '#lib/domain/synthesizer'
import { pattern } from '#test/image/pattern'
import { encodePng } from '#workers/image/decode'
import {
  openSynthesizerEndpoint,
  type SynthesizerEndpointSettings,
} from '#workers/services/synthesizer-endpoint'
import { type FakeAnswer, type FakeImages, startFakeImages } from './fake-images'

export const key = 'sk-a-key-that-nobody-may-see'
export const request: SynthesisRequest = {
  caption: 'a red bird ü',
  seed: 2,
  item: 'i',
  image: 1,
  width: 32,
  height: 24,
}
/** What the server draws. */
export const drawn = pattern(32, 24)

/** Before each test a server that draws, and what it takes to ask it. */
export interface AskedImages {
  readonly fake: FakeImages
  readonly png: Buffer
  /** Pauses that were asked for; none is waited. */
  readonly pausesMs: number[]
  open(part?: Partial<SynthesizerEndpointSettings>): ReturnType<typeof openSynthesizerEndpoint>
  synthesize(
    part?: Partial<SynthesizerEndpointSettings>,
    change?: Partial<SynthesisRequest>,
  ): ReturnType<ReturnType<typeof openSynthesizerEndpoint>['synthesize']>
  /** First the answers named, then all goes well. */
  answers(...first: FakeAnswer[]): void
}

export function askImages(): AskedImages {
  let png: Buffer = Buffer.alloc(0)
  let fake: FakeImages
  let pausesMs: number[] = []
  const well = (): FakeAnswer => ({ data: { b64_json: png.toString('base64') } })
  beforeAll(async () => {
    png = await encodePng(drawn)
  })
  beforeEach(async () => {
    fake = await startFakeImages()
    fake.answer = well
    pausesMs = []
  })
  afterEach(() => fake.close())
  const open: AskedImages['open'] = (part = {}) =>
    openSynthesizerEndpoint({
      url: fake.url,
      key,
      model: 'sdxl',
      extra: {},
      sendsSeed: false,
      responseFormat: 'auto',
      concurrency: 4,
      retries: 3,
      timeoutMs: 60_000,
      mostCalls: 1000,
      wait: async ms => pausesMs.push(ms),
      random: () => 0,
      ...part,
    })
  return {
    get fake() {
      return fake
    },
    get png() {
      return png
    },
    get pausesMs() {
      return pausesMs
    },
    open,
    synthesize: (part, change) => open(part).synthesize({ ...request, ...change }),
    answers: (...first) => {
      fake.answer = (_, call) => first[call] ?? well()
    },
  }
}
