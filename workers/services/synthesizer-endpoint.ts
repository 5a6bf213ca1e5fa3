import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '#lib/domain/refusal'
import {
  type NoPicture,
  type SynthesisRequest,
  type SynthesizedImage,
  type Synthesizer,
  seedRecipe,
  seedString,
} from '#lib/domain/synthesizer'
import { isFlat } from '#workers/image/is-flat'
import { readEndpointAddress } from './endpoint-address'
import { EndpointFailure } from './endpoint-call'
import { openLanes } from './lanes'
import { openPatience } from './patience'
import { callImages, type DrawnPicture, type ImagesAnswer, type ImagesEndpoint } from './synthesizer-call'

export interface SynthesizerEndpointSettings {
  /** Base of an OpenAI-compatible interface: `{url}/images/generations` is asked. */
  readonly url: string
  /** Sent to that address and nowhere else; never shown. */
  readonly key?: string | undefined
  readonly model: string
  /** Further fields of every call, such as `quality` or `num_inference_steps`. */
  readonly extra: Readonly<Record<string, string | number>>
  readonly sendsSeed: boolean
  /** Whether base64 is asked for by name; `auto`: not of models that answer so anyway and do not know the field. */
  readonly responseFormat: 'auto' | 'always' | 'never'
  /** Calls under way at once. */
  readonly concurrency: number
  /** Tries after the first that fail before the server counts as away. */
  readonly retries: number
  /** Longest a call, or the transfer of a picture, may take, in ms. */
  readonly timeoutMs: number
  /** HTTP calls of one process, tries after a failure included. */
  readonly mostCalls: number
  /** Pauses between tries. */
  readonly wait?: (ms: number) => Promise<unknown>
  /** Jitter of the pauses, in [0, 1). */
  readonly random?: () => number
  /** Ends a call that takes longer. */
  readonly deadline?: (ms: number) => AbortSignal
}

/** Characters; what the most patient servers read. */
const longestCaption = 32_000

/** Models that always answer in base64 and refuse to be asked for it. */
const alwaysBase64 = /^(gpt-image|chatgpt-image)/

/**
 * Pictures drawn by a server. One call is one picture, so that a failure is one item's. What it read of a caption is not
 * known: servers around Stable Diffusion cut at 77 tokens without a word.
 * `synthesize` throws Refusal `provider-unavailable` or `quota-exceeded` where the server draws nothing for now.
 * @throws Refusal `bad-usage` where the address or the key cannot be used.
 */
export function openSynthesizerEndpoint(settings: SynthesizerEndpointSettings): Synthesizer {
  const { model, extra, sendsSeed, responseFormat, concurrency, retries, timeoutMs, mostCalls } = settings
  const { wait = sleep, random = Math.random, deadline = AbortSignal.timeout } = settings
  const address = readEndpointAddress('synthesizer', settings, 'images/generations')
  const endpoint: ImagesEndpoint = { ...address, model, extra, sendsSeed }
  const { host, href } = endpoint.url
  const inLane = openLanes(concurrency)
  const patiently = openPatience({
    retries,
    wait,
    random,
    unreachable: failedInRow =>
      new Refusal(
        'provider-unavailable',
        `${host} failed ${failedInRow} captions in a row, each ${retries + 1} times; no more are asked`,
      ),
    retold: (message, cause) => new EndpointFailure(message, { passing: cause.passing }, { cause }),
  })
  let calls = 0
  let withFormat = responseFormat === 'always' || (responseFormat === 'auto' && !alwaysBase64.test(model))

  async function callOnce(
    request: SynthesisRequest,
  ): Promise<Exclude<ImagesAnswer, { kind: 'format-unknown' }>> {
    if (calls >= mostCalls)
      throw new Refusal('quota-exceeded', `the synthesizer's cap of ${mostCalls} calls is reached`)
    calls += 1
    const answer = await callImages(endpoint, request, withFormat, () => deadline(timeoutMs))
    if (answer.kind !== 'format-unknown') return answer
    if (responseFormat === 'always')
      throw new EndpointFailure(`${host} does not know response_format, which is set to be sent`, {
        passing: false,
      })
    withFormat = false
    return callOnce(request)
  }

  async function synthesize(request: SynthesisRequest): Promise<SynthesizedImage | NoPicture> {
    const { caption } = request
    if (caption.length > longestCaption)
      return {
        kind: 'no-picture',
        reason: 'unusable',
        said: `the caption has ${caption.length} characters; at most ${longestCaption} are sent`,
      }
    const since = performance.now()
    try {
      const answer = await patiently(() => callOnce(request))
      if (answer.kind === 'drawn') return toImage(request, answer, performance.now() - since)
      return { kind: 'no-picture', reason: answer.kind, said: answer.said }
    } catch (error) {
      // What the server could not do today is no property of the caption, of which a set tells for good.
      if (!(error instanceof EndpointFailure)) throw error
      throw new Refusal('provider-unavailable', error.message, { cause: error })
    }
  }

  return {
    identity: {
      kind: 'images-api',
      url: href,
      model,
      extra,
      seedRecipe: sendsSeed ? seedRecipe : null,
    },
    synthesize: request => inLane(() => synthesize(request)),
    close: async () => {},
  }
}

/** A server's picture is never rescaled; one of another size than asked for says so. */
function toImage(
  request: SynthesisRequest,
  { image, prompt }: DrawnPicture,
  requestMs: number,
): SynthesizedImage | NoPicture {
  if (isFlat(image)) return { kind: 'no-picture', reason: 'flat', said: 'every pixel has one colour' }
  const { caption, width, height } = request
  const resized = image.width !== width || image.height !== height
  return {
    kind: 'image',
    image,
    record: {
      seedString: seedString(request),
      noiseHash: null,
      pixelHash: createHash('sha256').update(image.pixels).digest('hex'),
      truncation: 'unknown',
      revisedPrompt: prompt === null || prompt === '' || prompt === caption ? null : prompt,
      sizeAsked: resized ? { width, height } : null,
      stageMs: { request: requestMs },
    },
  }
}
