import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import {
  type ClaimedSlice,
  claimRequest,
  completion,
  failure,
  heartbeat,
  type OutcomeBatch,
  outcomeBatch,
  type PreparedReport,
  preparedReport,
} from '#lib/domain/work'

export const workerToken = 'a token of at least sixteen characters'

/** What a portal would answer instead of doing its work; null lets it. */
export type Interception = (verb: string, slice: string) => { status: number; reason: string } | null

/** A portal in memory that speaks the protocol: slices wait in a list, and what is pushed is kept. */
export interface FakePortal {
  readonly url: string
  readonly waiting: ClaimedSlice[]
  readonly prepared: PreparedReport[]
  /** Every batch as it was pushed, in order. */
  readonly pushed: OutcomeBatch[]
  readonly completed: string[]
  readonly failed: z.infer<typeof failure>[]
  readonly heartbeats: string[]
  intercept: Interception
  close(): Promise<void>
}

export async function startFakePortal(): Promise<FakePortal> {
  const attempts = new Map<string, number>()
  const state = {
    waiting: [] as ClaimedSlice[],
    prepared: [] as PreparedReport[],
    pushed: [] as OutcomeBatch[],
    completed: [] as string[],
    failed: [] as z.infer<typeof failure>[],
    heartbeats: [] as string[],
    intercept: (() => null) as Interception,
  }
  const verbs: Record<string, (slice: string, body: unknown) => number> = {
    heartbeat: (slice, body) =>
      current(slice, heartbeat.parse(body).attempt, () => state.heartbeats.push(slice)),
    prepared: (slice, body) => {
      const report = preparedReport.parse(body)
      return current(slice, report.attempt, () => state.prepared.push(report))
    },
    outcomes: (slice, body) => {
      const batch = outcomeBatch.parse(body)
      return current(slice, batch.attempt, () => state.pushed.push(batch))
    },
    complete: (slice, body) =>
      current(slice, completion.parse(body).attempt, () => state.completed.push(slice)),
    fail: (slice, body) => {
      const told = failure.parse(body)
      return current(slice, told.attempt, () => state.failed.push(told))
    },
  }
  const current = (slice: string, attempt: number, accept: () => void): number => {
    if (attempts.get(slice) !== attempt) return 409
    accept()
    return 204
  }
  const route = (path: string, body: unknown): { status: number; json?: unknown } => {
    if (path === '/api/worker/claim') {
      claimRequest.parse(body)
      const slice = state.waiting.shift()
      if (!slice) return { status: 204 }
      attempts.set(slice.slice, slice.attempt)
      return { status: 200, json: slice }
    }
    const [, slice = '', verb = ''] = /^\/api\/worker\/slices\/([^/]+)\/(\w+)$/.exec(path) ?? []
    const answer = state.intercept(verb, slice)
    if (answer)
      return { status: answer.status, json: { error: { reason: answer.reason, message: `no ${verb}` } } }
    const status = verbs[verb]?.(slice, body) ?? 404
    return status === 204
      ? { status }
      : { status, json: { error: { reason: status === 409 ? 'stale-attempt' : 'not-found', message: path } } }
  }
  const server = createServer((request, response) => {
    const handle = async () => {
      if (request.headers.authorization !== `Bearer ${workerToken}`)
        return { status: 401, json: { error: { reason: 'unauthorized', message: 'the token is not known' } } }
      return route(request.url ?? '', JSON.parse(await bodyOf(request)))
    }
    handle().then(
      answer => send(response, answer),
      error =>
        send(response, { status: 400, json: { error: { reason: 'bad-request', message: String(error) } } }),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = z.object({ port: z.int() }).parse(server.address())
  return Object.assign(state, {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise<void>(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  })
}

function send(response: ServerResponse, { status, json }: { status: number; json?: unknown }): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(json === undefined ? undefined : JSON.stringify(json))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
