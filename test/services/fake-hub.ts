import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { z } from 'zod'

export interface FakeRepository {
  /** Contents by path. */
  readonly files: Map<string, Buffer>
  readonly commit: string
  /** Branches and tags that name the commit. */
  readonly names: string[]
  access: 'open' | 'gated' | 'private'
}

/** A request that came, and how many bytes of a file it was given. */
export interface Served {
  readonly server: 'hub' | 'store'
  readonly path: string
  readonly range: string | undefined
  readonly authorization: string | undefined
  readonly encoding: string | undefined
  bytes: number
}

/** How an answer goes wrong. */
export type Mishap =
  | { readonly status: number; readonly headers?: Record<string, string> }
  /** The connection breaks when so many bytes of the body were sent. */
  | { readonly cutAfter: number }
  | { readonly wrongByteAt: number }
  | { readonly body: string; readonly headers?: Record<string, string> }
  | { readonly ignoreRange: true }

export interface FakeHub {
  readonly url: string
  /** Host and port of the store that large files are redirected to. */
  readonly storeUrl: string
  readonly requests: Served[]
  readonly repositories: Map<string, FakeRepository>
  /** Null: all goes well. */
  mishap: (request: Served) => Mishap | null
  close(): Promise<void>
}

export const hubToken = 'hf_a_token_that_has_access'
export const fakeCommit = 'c0ffee'.padEnd(40, '0')
const entriesPerPage = 5

/** A repository of the files of a folder. */
export function repositoryOf(folder: string): FakeRepository {
  const files = readdirSync(folder).map(name => [name, readFileSync(join(folder, name))] as const)
  return { files: new Map(files), commit: fakeCommit, names: ['main', 'v1.0'], access: 'open' }
}

/**
 * Speaks the hub's protocol: revisions, paged listings, and files that are redirected: small ones to a path of the
 * hub, large ones to a store on another port that is asked with a signed address.
 */
export async function startFakeHub(): Promise<FakeHub> {
  const hub = {
    requests: [] as Served[],
    repositories: new Map<string, FakeRepository>(),
    mishap: (() => null) as FakeHub['mishap'],
  }
  const serve = (server: Served['server']) =>
    createServer((request, response) => {
      const served: Served = {
        server,
        path: request.url ?? '',
        range: request.headers.range,
        authorization: request.headers.authorization,
        encoding: header(request, 'accept-encoding'),
        bytes: 0,
      }
      hub.requests.push(served)
      const mishap = hub.mishap(served)
      if (mishap && 'status' in mishap) response.writeHead(mishap.status, mishap.headers).end()
      else if (mishap && 'body' in mishap) sendJson(response, mishap.body, mishap.headers)
      else if (mishap && 'cutAfter' in mishap && served.path.startsWith('/api/models/'))
        cut(response.writeHead(200, { 'content-type': 'application/json' }), '[{"type":')
      else if (server === 'store') sendStored(served, response, mishap)
      else answer(served, response, mishap)
    })
  const servers = [serve('hub'), serve('store')] as const
  const [url, storeUrl] = [await listen(servers[0]), await listen(servers[1])]

  function sendStored(served: Served, response: ServerResponse, mishap: Mishap | null): ServerResponse {
    const query = new URL(served.path, storeUrl).searchParams
    const [, sha256] = new URL(served.path, storeUrl).pathname.split('/')
    const file = [...hub.repositories.values()]
      .flatMap(({ files }) => [...files.values()])
      .find(bytes => hashOf('sha256', bytes) === sha256)
    if (!file || query.get('Signature') !== 'made-by-the-hub') return response.writeHead(403).end()
    return sendBytes(served, response, file, mishap)
  }

  function answer(served: Served, response: ServerResponse, mishap: Mishap | null): ServerResponse {
    const { pathname, searchParams } = new URL(served.path, url)
    const asked =
      /^\/api\/models\/(?<name>[^/]+\/[^/]+)\/(?<verb>revision|tree)\/(?<revision>[^/]+)$/.exec(pathname) ??
      /^\/api\/(?<verb>resolve-cache)\/models\/(?<name>[^/]+\/[^/]+)\/(?<revision>[^/]+)\/(?<file>.+)$/.exec(
        pathname,
      ) ??
      /^\/(?<name>[^/]+\/[^/]+)\/(?<verb>resolve)\/(?<revision>[^/]+)\/(?<file>.+)$/.exec(pathname)
    const { name = '', verb = '', revision = '', file = '' } = asked?.groups ?? {}
    const repository = hub.repositories.get(name)
    const known = served.authorization === `Bearer ${hubToken}`
    if (!repository || (repository.access === 'private' && !known))
      return refuse(response, known ? 404 : 401, 'RepoNotFound')
    if (repository.access === 'gated' && !known && verb !== 'revision')
      return refuse(response, served.authorization ? 403 : 401, 'GatedRepo')
    const wanted = decodeURIComponent(revision)
    if (wanted !== repository.commit && !repository.names.includes(wanted))
      return refuse(response, 404, 'RevisionNotFound')
    if (verb === 'revision') return sendJson(response, JSON.stringify({ id: name, sha: repository.commit }))
    if (verb === 'tree') return sendPage(response, name, repository, Number(searchParams.get('cursor') ?? 0))
    const bytes = repository.files.get(decodeURIComponent(file))
    if (!bytes) return refuse(response, 404, 'EntryNotFound')
    if (verb === 'resolve-cache') return sendBytes(served, response, bytes, mishap)
    const large = isLarge(file)
    const location = large
      ? `${storeUrl}/${hashOf('sha256', bytes)}?Signature=made-by-the-hub`
      : `/api/resolve-cache/models/${name}/${repository.commit}/${file}`
    const linked = large
      ? { 'x-linked-size': String(bytes.length), 'x-linked-etag': `"${hashOf('sha256', bytes)}"` }
      : {}
    return response
      .writeHead(large ? 302 : 307, { location, 'x-repo-commit': repository.commit, ...linked })
      .end()
  }

  function sendPage(
    response: ServerResponse,
    name: string,
    { files, commit }: FakeRepository,
    from: number,
  ): ServerResponse {
    const entries = [...files].map(([path, bytes]) => entryOf(path, bytes))
    const to = from + entriesPerPage
    const next = `<${url}/api/models/${name}/tree/${commit}?recursive=false&expand=false&cursor=${to}>; rel="next"`
    const json = JSON.stringify(entries.slice(from, to))
    return sendJson(response, json, to < entries.length ? { link: next } : {})
  }

  return Object.assign(hub, {
    url,
    storeUrl,
    async close() {
      await Promise.all(servers.map(stop))
    },
  })
}

function entryOf(path: string, bytes: Buffer) {
  const pointer = Buffer.from(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${hashOf('sha256', bytes)}\n`,
  )
  const size = bytes.length
  return isLarge(path)
    ? {
        type: 'file',
        path,
        size,
        oid: blobHash(pointer),
        lfs: { oid: hashOf('sha256', bytes), size, pointerSize: pointer.length },
        xetHash: hashOf('sha256', pointer),
      }
    : { type: 'file', path, size, oid: blobHash(bytes) }
}

function isLarge(path: string): boolean {
  return /\.(safetensors|bin)$/.test(path)
}

function sendBytes(
  served: Served,
  response: ServerResponse,
  whole: Buffer,
  mishap: Mishap | null,
): ServerResponse {
  const ranged = mishap && 'ignoreRange' in mishap ? null : /^bytes=(\d+)-$/.exec(served.range ?? '')
  const start = Number(ranged?.[1] ?? 0)
  if (start >= whole.length && ranged) {
    return response.writeHead(416, { 'content-range': `bytes */${whole.length}` }).end()
  }
  const body = Buffer.from(whole.subarray(start))
  if (mishap && 'wrongByteAt' in mishap) body[mishap.wrongByteAt] = 255 - (body[mishap.wrongByteAt] ?? 0)
  const range = ranged ? { 'content-range': `bytes ${start}-${whole.length - 1}/${whole.length}` } : {}
  response.writeHead(ranged ? 206 : 200, {
    'content-length': body.length,
    'accept-ranges': 'bytes',
    etag: `"${hashOf('sha256', whole)}"`,
    ...range,
  })
  const sent = mishap && 'cutAfter' in mishap ? body.subarray(0, mishap.cutAfter) : body
  served.bytes = sent.length
  if (sent.length === body.length) return response.end(body)
  return cut(response, sent)
}

/** Breaks the connection after a part of the body. */
function cut(response: ServerResponse, part: Buffer | string): ServerResponse {
  response.write(part, () => setImmediate(() => response.destroy()))
  return response
}

function sendJson(
  response: ServerResponse,
  json: string,
  headers: Record<string, string> = {},
): ServerResponse {
  return response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(json)
}

function refuse(response: ServerResponse, status: number, code: string): ServerResponse {
  return response.writeHead(status, { 'x-error-code': code, 'x-error-message': `${code}, it says` }).end()
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join() : value
}

function hashOf(kind: 'sha256' | 'sha1', bytes: Buffer): string {
  return createHash(kind).update(bytes).digest('hex')
}

function blobHash(bytes: Buffer): string {
  return hashOf('sha1', Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]))
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${z.object({ port: z.int() }).parse(server.address()).port}`
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}
