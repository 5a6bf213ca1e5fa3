import { z } from 'zod'
import type { EndpointAddress } from './endpoint-address'

/** One thing that was asked has no usable answer; others may have. */
export class EndpointFailure extends Error {
  override readonly name: string = 'EndpointFailure'
  /** Worth another try. */
  readonly passing: boolean
  /** Headers of an answer that may ask to come back later. */
  readonly headers: Headers | null

  constructor(message: string, part: { passing: boolean; headers?: Headers | null }, options?: ErrorOptions) {
    super(message, options)
    this.passing = part.passing
    this.headers = part.headers ?? null
  }
}

/** What came back. */
export type EndpointAnswer =
  /** The connection did not hold, or not long enough: `why` goes behind the host's name. */
  | { readonly kind: 'broken'; readonly why: string }
  | {
      readonly kind: 'answered'
      readonly response: Response
      /** Null where it is longer than allowed. */
      readonly body: Buffer | null
    }

const longestSaid = 300
const complaint = z.object({
  error: z.union([
    z.string(),
    z.object({
      message: z.string(),
      code: z.string().nullish().catch(null),
      type: z.string().nullish().catch(null),
      param: z.string().nullish().catch(null),
    }),
  ]),
})

/** Sends JSON once. Only the endpoint itself is asked: a redirect is an answer, so the key goes nowhere else. */
export function postJson(
  { url, key }: EndpointAddress,
  sent: unknown,
  deadline: AbortSignal,
  mostBodyBytes: number,
): Promise<EndpointAnswer> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  }
  const request = { method: 'POST', headers, body: JSON.stringify(sent) }
  return fetchOnce(url, request, { key, deadline, mostBodyBytes })
}

/** @param limits `key`: is in no message, even where the server repeats it. */
export async function fetchOnce(
  url: URL,
  request: RequestInit,
  limits: {
    readonly key: string | undefined
    readonly deadline: AbortSignal
    readonly mostBodyBytes: number
  },
): Promise<EndpointAnswer> {
  const { key, deadline, mostBodyBytes } = limits
  try {
    const response = await fetch(url, { ...request, redirect: 'manual', signal: deadline })
    return { kind: 'answered', response, body: await readBody(response, mostBodyBytes) }
  } catch (error) {
    const why = deadline.aborted
      ? 'gave no whole answer in time'
      : `broke the connection (${cleanText(reasonOf(error), key)})`
    return { kind: 'broken', why }
  }
}

/** The whole body, or null where it is too long. */
async function readBody({ body }: Response, mostBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    // Leaving the loop cancels the rest.
    if (length > mostBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What a server complains of. */
export interface Complaint {
  /** It says so where it is silent. */
  readonly message: string
  readonly code: string | null
  readonly type: string | null
  /** The parameter that it complains of. */
  readonly param: string | null
}

export function readComplaint(body: Buffer | null, key: string | undefined): Complaint {
  const parsed = complaint.safeParse(parseJson(body))
  const error = parsed.success ? parsed.data.error : ''
  const said = typeof error === 'string' ? { message: error } : error
  const message = cleanText(said.message, key)
  return { code: null, type: null, param: null, ...said, message: message || 'it does not say why' }
}

/**
 * Why nothing that is asked of an endpoint will be answered; null where only this call failed.
 * @param what is asked, e.g. "judge". @param said by the server.
 */
export function whyDenied(
  what: string,
  { url, model }: { readonly url: URL; readonly model: string },
  status: number,
  said: string,
): string | null {
  if (status >= 300 && status < 400)
    return `${url.host} redirects the ${what}'s calls (${status}); set the address it redirects to`
  if (status === 401 || status === 403) return `${url.host} answers ${status} for ${what} ${model}: ${said}`
  if (status === 404 || status === 405)
    return `${url.host}${url.pathname} answers ${status} for ${what} ${model}: ${said}`
  return null
}

/** Whether the same call may be answered later. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 409 || status === 425 || status === 429 || status >= 500
}

/** Undefined where it is no JSON. */
export function parseJson(body: Buffer | null): unknown {
  try {
    return body === null ? undefined : JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

/** One line without the key, which some servers repeat. */
function cleanText(text: string, key: string | undefined): string {
  const safe = key === undefined || key === '' ? text : text.replaceAll(key, '(key)')
  return safe.replace(/\s+/gu, ' ').trim().slice(0, longestSaid)
}

/** fetch says "fetch failed" or "terminated" and keeps the reason in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null
  return cause instanceof Error && cause.message !== '' ? cause.message : (code ?? String(error))
}
