import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '#lib/domain/refusal'
import { type HubSubject, isPassing, pauseMs, refusalOfHub } from './hub-answer'

export interface HubSettings {
  /** Where the hub is: https, or http on this machine. */
  readonly endpoint: string
  /** Sent to the endpoint's own origin and nowhere else. */
  readonly token?: string | undefined
  /** Folder of everything that is downloaded. */
  readonly cacheFolder: string
  /** Pauses between tries, and while another process downloads the same file. */
  readonly wait?: (ms: number) => Promise<unknown>
  /** Bytes that may still be written to the disk of a folder. */
  readonly freeBytes?: (folder: string) => Promise<number>
}

export interface HubAnswer {
  readonly status: number
  readonly headers: Headers
  /** The body as it comes. @throws ConnectionLost. */
  readonly chunks: AsyncIterable<Uint8Array>
}

/** The hub gave no whole answer: worth another try. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'

  constructor(
    message: string,
    /** Headers of an answer that asks to come back later. */
    readonly headers: Headers | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export interface HubRequest<T> {
  readonly url: URL
  readonly subject: HubSubject
  /** Asked anew before every try: a download goes on where it stopped. */
  readonly headers: () => Record<string, string>
  /** Reads a 2xx or 416 answer. A `ConnectionLost` from here is tried again, everything else is thrown. */
  readonly read: (answer: HubAnswer) => Promise<T>
}

export interface HubConnection {
  readonly endpoint: URL
  /**
   * @throws Refusal `hub-denied`, `checkpoint-not-found`, `bad-request` as the hub answers; `hub-unreachable` after
   * several failures in a row.
   */
  get<T>(request: HubRequest<T>): Promise<T>
}

/** Failures in a row before the hub counts as unreachable. */
const mostFailures = 6
/** A try that brought this many bytes is no failure in a row: a long download may be cut any number of times. */
const progressBytes = 1 << 20
/** Without a byte for this long, a connection counts as lost. */
const silenceMs = 60_000
const mostRedirects = 5

/**
 * A way to the hub. It talks to the endpoint and to where the endpoint redirects: over https, or over http on this
 * machine where the endpoint itself is there.
 * @throws Refusal `bad-usage` where the endpoint is no such address.
 */
export function connectHub({ endpoint: text, token, wait = sleep }: HubSettings): HubConnection {
  const endpoint = URL.canParse(text) ? new URL(text) : null
  if (!endpoint || !(endpoint.protocol === 'https:' || isLocal(endpoint)))
    throw new Refusal(
      'bad-usage',
      `the hub "${text}" is not an https:// address, nor http:// on this machine`,
    )
  const get = async <T>({ url, subject, headers, read }: HubRequest<T>): Promise<T> => {
    for (let failures = 1; ; failures++) {
      const watch = new Watch()
      try {
        const { response, from } = await follow(endpoint, token, url, headers(), watch)
        const { status } = response
        if (response.ok || status === 416)
          return await read({ status, headers: response.headers, chunks: watch.chunksOf(response) })
        await response.body?.cancel()
        // A store behind the hub knows nothing of licences: its 4xx is a signed address that ran out.
        if (isPassing(status) || from.origin !== endpoint.origin)
          throw new ConnectionLost(`${from.host} answers ${status}`, response.headers)
        throw refusalOfHub(endpoint, subject, status, response.headers, token !== undefined)
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error
        if (watch.bytes >= progressBytes) failures = 1
        if (failures >= mostFailures)
          throw new Refusal('hub-unreachable', `${nameOf(subject)}: ${error.message}, ${failures} times`, {
            cause: error,
          })
        await wait(pauseMs(error.headers, failures, Date.now()))
      } finally {
        watch.stop()
      }
    }
  }
  return { endpoint, get }
}

/** The answer behind the redirects, and the address that gave it. */
async function follow(
  endpoint: URL,
  token: string | undefined,
  url: URL,
  headers: Record<string, string>,
  watch: Watch,
): Promise<{ response: Response; from: URL }> {
  // A link in a listing that leads elsewhere is not followed.
  if (url.origin !== endpoint.origin)
    throw new Refusal('hub-unreachable', `${endpoint.host} points to ${url.host}, which is not asked`)
  let from = url
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const ours = token !== undefined && from.origin === endpoint.origin
    const response = await fetch(from, {
      headers: ours ? { ...headers, authorization: `Bearer ${token}` } : headers,
      redirect: 'manual',
      signal: watch.signal,
    }).catch(error => {
      throw lost(from.host, error)
    })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) return { response, from }
    await response.body?.cancel()
    from = redirected(endpoint, from, location)
  }
  throw new Refusal('hub-unreachable', `${url.href} redirects more than ${mostRedirects} times`)
}

function redirected(endpoint: URL, from: URL, location: string): URL {
  const to = URL.canParse(location, from) ? new URL(location, from) : null
  if (to && (to.protocol === 'https:' || (isLocal(endpoint) && isLocal(to)))) return to
  throw new Refusal('hub-unreachable', `${from.host} redirects to ${JSON.stringify(location.slice(0, 200))}`)
}

/** Ends a try that has gone silent, and counts what came. */
class Watch {
  bytes = 0
  private readonly controller = new AbortController()
  private readonly timer = setTimeout(
    () => this.controller.abort(new Error(`silent for ${silenceMs / 1000} s`)),
    silenceMs,
  )
  readonly signal = this.controller.signal

  async *chunksOf({ body, url }: Response): AsyncGenerator<Uint8Array> {
    if (!body) return
    try {
      for await (const chunk of body) {
        this.timer.refresh()
        this.bytes += chunk.length
        yield chunk
      }
    } catch (error) {
      throw lost(new URL(url).host, error)
    }
  }

  stop(): void {
    clearTimeout(this.timer)
    // Frees the connection of an answer that was not read to its end.
    this.controller.abort()
  }
}

/** fetch says "fetch failed" or "terminated" and keeps the reason in its cause. */
function lost(host: string, error: unknown): ConnectionLost {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null
  const message = cause instanceof Error && cause.message !== '' ? cause.message : (code ?? String(error))
  return new ConnectionLost(`the connection to ${host} broke (${message})`, null, { cause: error })
}

function nameOf({ repository, revision, file }: HubSubject): string {
  return file === undefined ? `${repository}@${revision}` : `${file} of ${repository}@${revision}`
}

function isLocal({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}
