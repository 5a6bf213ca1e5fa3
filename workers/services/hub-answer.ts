import { Refusal } from '#lib/domain/refusal'

/** What was asked for, to name it in a refusal. */
export interface HubSubject {
  /** `owner/name`. */
  readonly repository: string
  /** Branch, tag or commit. */
  readonly revision: string
  /** A file of the repository, where one was asked for. */
  readonly file?: string | undefined
}

/** The longest pause between two tries; the hub's own windows are of five minutes. */
const longestPauseMs = 300_000

/** Statuses that pass: too early, too many, or the hub's own trouble. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}

/** The refusal in a 4xx answer of the hub itself, by its `X-Error-Code` where it gives one. */
export function refusalOfHub(
  endpoint: URL,
  { repository, revision, file }: HubSubject,
  status: number,
  headers: Headers,
  hasToken: boolean,
): Refusal {
  const code = headers.get('x-error-code')
  const said = headers.get('x-error-message')?.replace(/\s+/gu, ' ').trim().slice(0, 300)
  const page = new URL(repository, folderOf(endpoint)).href
  const token = hasToken ? 'HF_TOKEN has no access to it' : 'HF_TOKEN is not set'
  const denied = status === 401 || status === 403
  if (code === 'GatedRepo')
    return new Refusal('hub-denied', `${repository} is gated: accept its licence at ${page}; ${token}`)
  if (denied && code === 'RepoNotFound')
    return new Refusal(
      'hub-denied',
      `${repository} does not exist on ${endpoint.host} or is private; ${token}`,
    )
  if (denied)
    return new Refusal(
      'hub-denied',
      `${endpoint.host} answers ${status} for ${repository}: ${said ?? 'it does not say why'}; ${token}`,
    )
  if (status === 404)
    return new Refusal('checkpoint-not-found', missing(endpoint, { repository, revision, file }, code))
  return new Refusal(
    'bad-request',
    `${endpoint.host} answers ${status} for ${repository}@${revision}: ${said ?? 'it does not say why'}`,
  )
}

function missing(endpoint: URL, { repository, revision, file }: HubSubject, code: string | null): string {
  if (code === 'RepoNotFound') return `there is no repository ${repository} on ${endpoint.host}`
  if (code === 'RevisionNotFound') return `${repository} has no branch, tag or commit ${revision}`
  return file === undefined
    ? `${endpoint.host} has no ${repository}@${revision}`
    : `${repository}@${revision} has no file ${file}`
}

/**
 * How long to wait before the next try, in ms: what `Retry-After` (seconds or a date) or the `t` of `RateLimit`
 * asks for, else half a second doubled with every failure in a row.
 */
export function pauseMs(headers: Headers | null, failures: number, nowMs: number): number {
  const asked = askedPauseMs(headers, nowMs)
  return Math.min(longestPauseMs, Math.max(0, asked ?? 500 * 2 ** (failures - 1)))
}

function askedPauseMs(headers: Headers | null, nowMs: number): number | null {
  const after = headers?.get('retry-after')?.trim()
  if (after && /^\d+$/.test(after)) return Number(after) * 1000
  const dateMs = after ? Date.parse(after) : Number.NaN
  if (!Number.isNaN(dateMs)) return dateMs - nowMs
  const reset = /;\s*t=(\d+)/.exec(headers?.get('ratelimit') ?? '')?.[1]
  return reset === undefined ? null : Number(reset) * 1000
}

/** The endpoint as a base that other paths are resolved against: it may be a folder of a mirror. */
export function folderOf(endpoint: URL): URL {
  return endpoint.pathname.endsWith('/') ? endpoint : new URL(`${endpoint.href}/`)
}
