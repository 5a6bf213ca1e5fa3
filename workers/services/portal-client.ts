import { setTimeout as wait } from 'node:timers/promises'
import type { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { type SubmissionRequest, type SubmissionStatus, submissionStatus } from '#lib/domain/submission'
import {
  type ClaimedSlice,
  claimedSlice,
  type completion,
  type failure,
  type heartbeat,
  type OutcomeBatch,
  type PreparedReport,
  type ReductionPush,
} from '#lib/domain/work'
import { refusalOf } from './portal-answer'

/** The portal, as workers and submitters see it. Every call throws the refusals of `connectPortal`. */
export interface Portal {
  submit(request: SubmissionRequest): Promise<SubmissionStatus>
  submission(id: string): Promise<SubmissionStatus>
  /** Null when nothing waits. */
  claim(worker: string): Promise<ClaimedSlice | null>
  heartbeat(slice: string, body: z.infer<typeof heartbeat>): Promise<void>
  prepared(slice: string, body: PreparedReport): Promise<void>
  outcomes(slice: string, body: OutcomeBatch): Promise<void>
  reduction(slice: string, body: ReductionPush): Promise<void>
  complete(slice: string, body: z.infer<typeof completion>): Promise<void>
  fail(slice: string, body: z.infer<typeof failure>): Promise<void>
}

export interface PortalOptions {
  readonly token?: string | undefined
  /** Pauses before each further try of a call that got no answer, or a 5xx one. */
  readonly retryDelaysMs?: readonly number[]
  /** A call without an answer after this long counts as a failed connection. */
  readonly timeoutMs?: number
}

/**
 * Speaks the protocol of lib/domain/work.ts and lib/domain/submission.ts. Lost connections and 5xx answers are
 * tried again, 4xx answers never: every call is safe to repeat, since pushes are idempotent.
 * @throws Refusal `bad-usage` where the URL is none; from the calls `portal-unreachable`, `unauthorized`,
 * `stale-attempt`, or whatever reason the portal gives.
 */
export function connectPortal(url: string, options: PortalOptions = {}): Portal {
  const base = baseOf(url)
  const call = (method: string, path: string, body?: unknown) =>
    callPortal(new URL(path, base), method, body, options)
  const push = async (slice: string, verb: string, body: unknown) => {
    await call('POST', `api/worker/slices/${encodeURIComponent(slice)}/${verb}`, body)
  }
  return {
    submit: async request => read(submissionStatus, await call('POST', 'api/submissions', request)),
    submission: async id =>
      read(submissionStatus, await call('GET', `api/submissions/${encodeURIComponent(id)}`)),
    async claim(worker) {
      const answer = await call('POST', 'api/worker/claim', { worker })
      return answer.status === 204 ? null : read(claimedSlice, answer)
    },
    heartbeat: (slice, body) => push(slice, 'heartbeat', body),
    prepared: (slice, body) => push(slice, 'prepared', body),
    outcomes: (slice, body) => push(slice, 'outcomes', body),
    reduction: (slice, body) => push(slice, 'reduction', body),
    complete: (slice, body) => push(slice, 'complete', body),
    fail: (slice, body) => push(slice, 'fail', body),
  }
}

/** An answer that was read to its end. */
interface Answer {
  readonly url: URL
  readonly status: number
  readonly text: string
}

const defaultRetryDelaysMs = [250, 500, 1000, 2000, 4000]

async function callPortal(
  url: URL,
  method: string,
  body: unknown,
  { token, retryDelaysMs = defaultRetryDelaysMs, timeoutMs = 60_000 }: PortalOptions,
): Promise<Answer> {
  for (let tried = 0; ; tried++) {
    const answer = await askOnce(url, method, body, token, timeoutMs)
    if (!(answer instanceof Error) && answer.status < 400) return answer
    if (!(answer instanceof Error) && answer.status < 500) throw refusalOf(url, answer.status, answer.text)
    const pauseMs = retryDelaysMs[tried]
    if (pauseMs === undefined) {
      const reason = answer instanceof Error ? causeOf(answer) : `it answers ${answer.status}`
      throw new Refusal('portal-unreachable', `${url.href} cannot be reached: ${reason}`, {
        cause: answer instanceof Error ? answer : undefined,
      })
    }
    await wait(pauseMs)
  }
}

/** One try: an answer, or the reason why there is none. */
async function askOnce(
  url: URL,
  method: string,
  body: unknown,
  token: string | undefined,
  timeoutMs: number,
): Promise<Answer | Error> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A portal that moved must be named anew: the token goes nowhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = await response.text()
    if (response.status >= 300 && response.status < 400)
      throw new Refusal(
        'portal-unreachable',
        `${url.href} answers ${response.status}, a redirect to ${response.headers.get('location')}`,
      )
    return { url, status: response.status, text }
  } catch (error) {
    if (error instanceof Refusal) throw error
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** fetch says "fetch failed" and keeps the reason in its cause. */
function causeOf(error: Error): string {
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  // A host with several addresses fails with an AggregateError whose own message is empty.
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
  return cause.message === '' ? code : cause.message
}

function read<T>(schema: z.ZodType<T>, { url, status, text }: Answer): T {
  const parsed = schema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue && issue.path.length > 0 ? issue.path.join('.') : 'the answer'
  throw new Error(`${url.href} answers ${status} but not in its protocol: ${place}: ${issue?.message}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function baseOf(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:')
    throw new Refusal('bad-usage', `the portal "${url}" is not a URL that begins with http:// or https://`)
  if (!parsed.pathname.endsWith('/')) parsed.pathname += '/'
  return parsed
}
