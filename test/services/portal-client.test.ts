import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { SubmissionStatus } from '#lib/domain/submission'
import { connectPortal, type PortalOptions } from '#workers/services/portal-client'
import { startFakePortal, workerToken } from './fake-portal'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
})

async function listen(handle: RequestListener): Promise<string> {
  const server = createServer(handle)
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = z.object({ port: z.int() }).parse(server.address())
  return `http://127.0.0.1:${port}`
}

/** A portal that answers one call after the other so. */
async function answering(...answers: (readonly [status: number, body: string])[]) {
  const calls: string[] = []
  const url = await listen((request, response) => {
    const [status, body] = answers[calls.length] ?? [500, '']
    calls.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'no token'}`)
    response.writeHead(status, { 'content-type': 'application/json', location: 'http://elsewhere.example/' })
    response.end(status === 204 ? undefined : body)
  })
  const connect = (options: PortalOptions = {}) => connectPortal(url, { retryDelaysMs: [1, 1], ...options })
  return { url, calls, connect }
}

const error = (reason: string, message: string) => JSON.stringify({ error: { reason, message } })
const status: SubmissionStatus = {
  submission: 's1',
  run: 'r1',
  name: 'mine',
  state: 'queued',
  itemsDone: 0,
  items: 0,
  slices: [],
  reason: null,
  checkpoint: null,
  encoder: null,
  backbone: null,
}

test('bodies, paths and the token are what the protocol says', async () => {
  const { calls, connect } = await answering(
    [200, JSON.stringify(status)],
    [200, JSON.stringify(status)],
    [204, ''],
  )
  const portal = connect({ token: 'secret' })
  expect(await portal.submit({ source: { kind: 'directory', path: '/x' } })).toEqual(status)
  await portal.submission('s/1')
  expect(await portal.claim('me')).toBe(null)
  expect(calls).toEqual([
    'POST /api/submissions Bearer secret',
    'GET /api/submissions/s%2F1 Bearer secret',
    'POST /api/worker/claim Bearer secret',
  ])
})

describe('what is tried again', () => {
  test('an answer of 5xx, until there is another', async () => {
    const { calls, connect } = await answering([503, ''], [500, ''], [204, ''])
    await connect().heartbeat('s', { attempt: 1 })
    expect(calls).toHaveLength(3)
  })

  test('but not for ever', async () => {
    const { url, calls, connect } = await answering()
    await expect(connect().claim('me')).rejects.toMatchObject({
      reason: 'portal-unreachable',
      message: `${url}/api/worker/claim cannot be reached: it answers 500`,
    })
    expect(calls).toHaveLength(3)
  })

  test('a connection that is refused: the URL and the cause are named', async () => {
    const url = await listen(() => undefined)
    for (const server of servers.splice(0)) await new Promise(resolve => server.close(resolve))
    await expect(connectPortal(url, { retryDelaysMs: [1] }).claim('me')).rejects.toMatchObject({
      reason: 'portal-unreachable',
      message: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:\d+\/api\/worker\/claim cannot be reached: .*ECONNREFUSED/,
      ),
    })
  })

  test('a portal that never answers', async () => {
    const url = await listen(() => undefined)
    await expect(connectPortal(url, { retryDelaysMs: [], timeoutMs: 20 }).claim('me')).rejects.toMatchObject({
      reason: 'portal-unreachable',
    })
  })

  test('a connection that breaks is mended by the next try', async () => {
    let calls = 0
    const url = await listen((_, response) => {
      calls += 1
      if (calls === 1) response.destroy()
      else response.writeHead(204).end()
    })
    expect(await connectPortal(url, { retryDelaysMs: [1] }).claim('me')).toBe(null)
  })
})

describe('an answer of 4xx is a refusal, and never tried again', () => {
  test.each([
    [401, error('unauthorized', 'no such token'), 'unauthorized', /answers 401: no such token/],
    [401, '', 'unauthorized', /answers 401/],
    [409, error('stale-attempt', 'attempt 1, not 2'), 'stale-attempt', /attempt 1, not 2/],
    [422, error('bad-request', 'scores: too short\nby one'), 'bad-request', /scores: too short by one/],
    [404, error('no-reason-we-know', 'gone'), 'not-found', /gone/],
    [418, '<html>', 'bad-request', /answers 418: the answer has no error message/],
  ])('%i %s', async (code, body, reason, message) => {
    const { calls, connect } = await answering([code, body])
    await expect(connect().complete('s', { attempt: 1 })).rejects.toMatchObject({
      reason,
      message: expect.stringMatching(message),
    })
    expect(calls).toHaveLength(1)
  })
})

test('a redirect is refused, so that the token goes nowhere else', async () => {
  const { calls, connect } = await answering([302, ''])
  await expect(connect({ token: 'secret' }).claim('me')).rejects.toMatchObject({
    reason: 'portal-unreachable',
    message: expect.stringContaining('http://elsewhere.example/'),
  })
  expect(calls).toHaveLength(1)
})

test.each([
  ['no JSON', 'hello'],
  ['another protocol', JSON.stringify({ kind: 'dance' })],
])('an answer that is %s is an error that names the address', async (_, body) => {
  const { connect } = await answering([200, body])
  await expect(connect().claim('me')).rejects.toThrow(
    /api\/worker\/claim answers 200 but not in its protocol/,
  )
})

test('a URL that is none is refused at once', () => {
  for (const url of ['localhost:3000', 'file:///etc/passwd', ''])
    expect(() => connectPortal(url)).toThrow(expect.objectContaining({ reason: 'bad-usage' }))
})

test('the fake portal of the other tests asks for its token', async () => {
  const portal = await startFakePortal()
  expect(await connectPortal(portal.url, { token: workerToken }).claim('me')).toBe(null)
  await expect(connectPortal(portal.url, { token: 'wrong' }).claim('me')).rejects.toMatchObject({
    reason: 'unauthorized',
  })
  await portal.close()
})
