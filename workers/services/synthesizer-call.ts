import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'
import { type SynthesisRequest, seedString } from '#lib/domain/synthesizer'
import { decodeImage } from '#workers/image/decode'
import type { EndpointAddress } from './endpoint-address'
import {
  type Complaint,
  EndpointFailure,
  fetchOnce,
  isPassing,
  parseJson,
  postJson,
  readComplaint,
  whyDenied,
} from './endpoint-call'

/** Where pictures are asked for: `{base}/images/generations`. */
export interface ImagesEndpoint extends EndpointAddress {
  readonly model: string
  /** Further fields of every call. */
  readonly extra: Readonly<Record<string, string | number>>
  /** Whether a seed is sent, which not every server reads. */
  readonly sendsSeed: boolean
}

/** What a server drew. */
export interface DrawnPicture {
  readonly kind: 'drawn'
  readonly image: RgbImage
  /** The caption that it drew. Null: it does not say. */
  readonly prompt: string | null
}

export type ImagesAnswer =
  | DrawnPicture
  /** Its moderation does not let the caption through. */
  | { readonly kind: 'refused'; readonly said: string }
  /** It cannot draw this caption, and says that it is the caption's fault. */
  | { readonly kind: 'unusable'; readonly said: string }
  /** It does not know the field `response_format`. */
  | { readonly kind: 'format-unknown' }

/** Bytes: a PNG of 4096 x 4096 in base64. */
const mostBodyBytes = 72 << 20

const text = z.string().nullish()
const generation = z.object({
  data: z.array(z.object({ b64_json: text, url: text, revised_prompt: text })).min(1),
})

/**
 * Asks once for one picture.
 * @param withFormat whether base64 is asked for by name. @param deadline of each transfer.
 * @throws EndpointFailure where this call failed; Refusal `provider-unavailable` where none will be drawn.
 */
export async function callImages(
  endpoint: ImagesEndpoint,
  request: SynthesisRequest,
  withFormat: boolean,
  deadline: () => AbortSignal,
): Promise<ImagesAnswer> {
  const { url, key } = endpoint
  const sent = bodyOf(endpoint, request, withFormat)
  const answer = await postJson(endpoint, sent, deadline(), mostBodyBytes)
  if (answer.kind === 'broken') throw passingFailure(`${url.host} ${answer.why}`)
  const { response, body } = answer
  if (!response.ok) return readRefusal(endpoint, response, readComplaint(body, key), withFormat)
  if (body === null) throw passingFailure(`${url.host} answers with more than ${mostBodyBytes} bytes`)
  const parsed = generation.safeParse(parseJson(body))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const where = issue?.path.join('.') || 'the body'
    throw passingFailure(`${url.host} answers with no picture (${where}: ${issue?.message})`)
  }
  const [given] = parsed.data.data
  const bytes = await bytesOf(endpoint, given?.b64_json ?? null, given?.url ?? null, deadline)
  const image = await decodeImage(bytes).catch(error => {
    throw passingFailure(`${url.host} answers with a picture that is none: ${error.message}`, error)
  })
  return { kind: 'drawn', image, prompt: given?.revised_prompt ?? null }
}

function bodyOf(
  { model, extra, sendsSeed }: ImagesEndpoint,
  request: SynthesisRequest,
  withFormat: boolean,
): Readonly<Record<string, string | number>> {
  const { caption, width, height } = request
  return {
    model,
    prompt: caption,
    n: 1,
    size: `${width}x${height}`,
    ...(withFormat ? { response_format: 'b64_json' } : {}),
    ...(sendsSeed ? { seed: seedNumber(request) } : {}),
    ...extra,
  }
}

/** 31 bits of the seed string's SHA-256: servers read a signed number. */
function seedNumber(request: Pick<SynthesisRequest, 'seed' | 'item' | 'image'>): number {
  return createHash('sha256').update(seedString(request)).digest().readUInt32LE(0) >>> 1
}

const moderated = /content_policy|moderation|content_filter|safety|content policy/i

/** @throws EndpointFailure, Refusal. */
function readRefusal(
  endpoint: ImagesEndpoint,
  { status, headers }: Response,
  complaint: Complaint,
  withFormat: boolean,
): ImagesAnswer {
  const { message, code, type, param } = complaint
  const blamed = status === 400 || status === 403 || status === 422
  if (blamed && moderated.test(`${code} ${type} ${message}`)) return { kind: 'refused', said: message }
  if (withFormat && blamed && (param === 'response_format' || message.includes('response_format')))
    return { kind: 'format-unknown' }
  const denied = whyDenied('synthesizer', endpoint, status, message)
  if (denied !== null) throw new Refusal('provider-unavailable', denied)
  const said = `${endpoint.url.host} answers ${status}: ${message}`
  if (blamed || status === 413) return { kind: 'unusable', said }
  throw new EndpointFailure(said, {
    passing: isPassing(status),
    headers,
  })
}

/** @throws EndpointFailure. */
async function bytesOf(
  endpoint: ImagesEndpoint,
  base64: string | null,
  link: string | null,
  deadline: () => AbortSignal,
): Promise<Uint8Array> {
  const { host } = endpoint.url
  const inLink = /^data:image\/[a-z]+;base64,/.exec(link ?? '')
  if (base64) return Buffer.from(base64, 'base64')
  if (link === null) throw passingFailure(`${host} answers with neither b64_json nor url`)
  if (inLink) return Buffer.from(link.slice(inLink[0].length), 'base64')
  const url = URL.canParse(link, endpoint.url) ? new URL(link, endpoint.url) : null
  if (url === null || !(url.protocol === 'https:' || url.origin === endpoint.url.origin))
    throw new EndpointFailure(`${host} links to a picture at neither https:// nor its own address`, {
      passing: false,
    })
  // The key is for the endpoint alone; links carry their own.
  const limits = { key: undefined, deadline: deadline(), mostBodyBytes }
  const answer = await fetchOnce(url, { headers: { accept: 'image/*' } }, limits)
  if (answer.kind === 'broken') throw passingFailure(`the picture at ${url.host}: ${answer.why}`)
  const { response, body } = answer
  if (!response.ok) throw passingFailure(`the picture at ${url.host}: it answers ${response.status}`)
  if (body === null) throw passingFailure(`the picture at ${url.host} has more than ${mostBodyBytes} bytes`)
  return body
}

function passingFailure(message: string, cause?: unknown): EndpointFailure {
  return new EndpointFailure(message, { passing: true }, cause === undefined ? undefined : { cause })
}
