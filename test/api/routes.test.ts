import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openConnection, openDatabase } from '#lib/db/database'
import { tokens } from '#lib/db/schema/index'
import { submissionStatus } from '#lib/domain/submission'
import { apiError, claimedSlice } from '#lib/domain/work'
import { openQueue } from '#lib/submissions/queue'
import { GET as board } from '../../app/api/board/route'
import { GET as responses } from '../../app/api/runs/[run]/responses/route'
import { GET as status } from '../../app/api/submissions/[id]/route'
import { POST as submit } from '../../app/api/submissions/route'
import { POST as claim } from '../../app/api/worker/claim/route'
import { POST as heartbeat } from '../../app/api/worker/slices/[slice]/heartbeat/route'

const folder = mkdtempSync(join(tmpdir(), 'parallax-api-'))
const checkpoint = join(folder, 'checkpoint')
const token = 'a-token-of-the-test-run'

beforeAll(async () => {
  process.env.PARALLAX_DATA = join(folder, 'data')
  process.env.PARALLAX_WORKER_TOKEN = token
  delete process.env.DATABASE_URL
  delete process.env.POSTGRES_URL
  mkdirSync(checkpoint)
  writeFileSync(join(checkpoint, 'config.json'), '{}')
  await openQueue()
})
afterAll(async () => {
  await (await openQueue()).close()
  await (await openConnection()).close()
  rmSync(folder, { recursive: true, force: true })
})

function request(body: unknown, headers: Record<string, string> = {}): Request {
  return new Request('http://127.0.0.1/api', {
    method: 'POST',
    headers: { host: '127.0.0.1:3000', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

const bearer = (of: string) => ({ authorization: `Bearer ${of}` })
const directory = (path: string) => ({ source: { kind: 'directory', path } })

async function refusalOf(response: Response) {
  return { status: response.status, ...apiError.parse(await response.json()).error }
}

describe('submissions', () => {
  test('are admitted, and can be followed', async () => {
    const answered = await submit(request(directory(checkpoint)))
    expect(answered.status).toBe(201)
    const { submission, name, state } = submissionStatus.parse(await answered.json())
    expect({ name, state }).toEqual({ name: 'checkpoint', state: 'queued' })
    const followed = await status(request({}), { params: Promise.resolve({ id: submission }) })
    expect(submissionStatus.parse(await followed.json()).submission).toBe(submission)
  })

  test.each([
    ['a folder without a config.json', directory('/nowhere'), {}, 422, '/nowhere has no config.json'],
    [
      'an encoder without a config.json',
      { ...directory(checkpoint), encoder: { kind: 'directory', path: '/nowhere' } },
      {},
      422,
      'encoder: /nowhere has no config.json',
    ],
    [
      'a backbone without a full commit',
      { ...directory(checkpoint), backbone: { kind: 'hub', repository: 'a/b', commit: 'main' } },
      {},
      422,
      'must be a full 40-digit commit',
    ],
    ['a field that is not known', { ...directory('/x'), admin: true }, {}, 422, 'admin'],
    ['a body that is not JSON', '{', {}, 422, 'not JSON'],
    ['another content type', '{}', { 'content-type': 'text/plain' }, 422, 'application/json'],
    [
      'a request under a name of another site',
      directory('/x'),
      { host: 'evil.example' },
      401,
      'evil.example',
    ],
    [
      'a repository without a full commit',
      { source: { kind: 'hub', repository: 'a/b', commit: 'main' } },
      {},
      422,
      'must be a full 40-digit commit',
    ],
  ])('refuse %s', async (_, body, headers, expected, message) => {
    const refused = await refusalOf(await submit(request(body, headers)))
    expect(refused).toMatchObject({ status: expected, message: expect.stringContaining(message) })
  })

  test('that do not exist are 404', async () => {
    const refused = await status(request({}), { params: Promise.resolve({ id: 'none' }) })
    expect(await refusalOf(refused)).toMatchObject({ status: 404, reason: 'not-found' })
  })
})

describe('workers', () => {
  test.each([
    ['no token', {}],
    ['a wrong token', bearer('a-token-of-somebody-else')],
    ['a token of another scheme', { authorization: `Basic ${token}` }],
  ])('with %s are turned away', async (_, headers) => {
    const refused = await claim(request({ worker: 'w' }, headers))
    expect(await refusalOf(refused)).toMatchObject({ status: 401, reason: 'unauthorized' })
  })

  test('with a token on file are let in until it is revoked', async () => {
    const stored = 'a-token-that-is-kept-as-a-hash'
    const hash = createHash('sha256').update(stored).digest('hex')
    const database = await openDatabase()
    const ask = () =>
      heartbeat(request({ attempt: 1 }, bearer(stored)), { params: Promise.resolve({ slice: 'none' }) })
    await database.insert(tokens).values({ hash, label: 'test', scope: 'worker' })
    expect((await ask()).status).toBe(404)
    await database.update(tokens).set({ revokedAt: new Date() }).where(eq(tokens.hash, hash))
    expect((await ask()).status).toBe(401)
  })

  test('claim what waits, once', async () => {
    const first = await claim(request({ worker: 'w' }, bearer(token)))
    const slice = claimedSlice.parse(await first.json())
    expect(slice).toMatchObject({ kind: 'prepare', attempt: 1, source: { path: checkpoint } })
    expect((await claim(request({ worker: 'w' }, bearer(token)))).status).toBe(204)
    const params = Promise.resolve({ slice: slice.slice })
    expect((await heartbeat(request({ attempt: 1 }, bearer(token)), { params })).status).toBe(204)
    const stale = await heartbeat(request({ attempt: 2 }, bearer(token)), { params })
    expect(await refusalOf(stale)).toMatchObject({ status: 409, reason: 'stale-attempt' })
  })
})

test('a repository at a commit is admitted under its name', async () => {
  const source = { kind: 'hub', repository: 'a/b', commit: '0'.repeat(40) }
  const answered = await submit(request({ source }))
  expect(answered.status).toBe(201)
  expect(submissionStatus.parse(await answered.json()).name).toBe('a/b')
})

test('an empty board is empty, and a run without answers has none', async () => {
  expect(await (await board()).json()).toMatchObject({ rows: [] })
  const none = await responses(request({}), { params: Promise.resolve({ run: 'none' }) })
  expect(await refusalOf(none)).toMatchObject({ status: 404 })
})
