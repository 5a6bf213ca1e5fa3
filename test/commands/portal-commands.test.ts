import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { mmvpRows, writeTsv } from '#test/datasets/write-tsv'
import { type FakePortal, startFakePortal, workerToken } from '#test/services/fake-portal'
import { temporaryFolder } from '#test/support/temporary-folder'
import { parallax } from './capture'

const checkpoint = join(import.meta.dirname, '../fixtures/checkpoints/random-bf16')
let portal: FakePortal
let folder: string
beforeEach(async () => {
  portal = await startFakePortal()
  folder = temporaryFolder()
  writeTsv(join(folder, 'MMVP_MINI.tsv'), await mmvpRows(4))
})
afterEach(() => portal.close())

const work = (token: string) =>
  parallax(
    'worker',
    '--portal',
    portal.url,
    '--benchmarks',
    folder,
    '--token',
    token,
    '--until-idle',
    '--json',
  )

test('worker prepares a real checkpoint and evaluates it as "evaluate" does', async () => {
  const common = {
    attempt: 1,
    run: 'run-1',
    source: { kind: 'directory', path: checkpoint },
    suite: 'demo',
    encoder: null,
    backbone: null,
    leaseSeconds: 60,
  } as const
  portal.waiting.push({ kind: 'prepare', slice: 'slice-0', ...common })
  expect((await work(workerToken)).json()).toMatchObject({ done: 1, failed: 0 })
  const [report] = portal.prepared
  if (!report) throw new Error('nothing was prepared')
  const edition = report.benchmarks[0]?.edition ?? ''
  portal.waiting.push({
    kind: 'items',
    slice: 'slice-1',
    ...common,
    digest: report.digest,
    means: report.means,
    identities: report.identities,
    benchmark: 'mmvp',
    edition,
    firstItem: 0,
    endItem: 4,
    storedBatches: [],
    batchItems: 4,
  })
  const { status, json } = await work(workerToken)
  expect([status, json()]).toEqual([0, { done: 1, failed: 0, dropped: 0, items: 4 }])

  const out = join(folder, 'run')
  await parallax('evaluate', checkpoint, '--benchmarks', folder, '--suite', 'demo', '--out', out)
  const { cells } = JSON.parse(readFileSync(join(out, 'cells.json'), 'utf8'))
  // What was drawn is told of each batch; cells are of all of them.
  const pushed = (portal.pushed[0]?.outcomes ?? []).map(({ draws: _, ...outcomes }) => outcomes)
  expect(cells).toMatchObject(pushed)
})

test('a wrong token is one line and status 1', async () => {
  const { status, stdout, stderr } = await work('a token that nobody knows')
  expect([status, stdout, stderr]).toEqual([
    1,
    '',
    [expect.stringContaining('unauthorized: http://127.0.0.1')],
  ])
})

test.each([
  ['complete', null, 0, []],
  [
    'refused',
    { code: 'unknown-family', message: 'model_type "zaya"' },
    1,
    ['parallax submit: the run is refused: unknown-family: model_type "zaya"'],
  ],
])('submit --wait of a run that is %s', async (state, reason, expected, lines) => {
  const bodies: unknown[] = []
  const encoder = join(import.meta.dirname, '../../examples/relatives/scenes-clip')
  const answer = {
    submission: 's1',
    run: 'r1',
    name: 'mine',
    encoder: 'scenes-clip',
    backbone: null,
    state,
    itemsDone: 0,
    items: 0,
    slices: [],
    reason,
    checkpoint: null,
  }
  const server = createServer((request, response) => {
    request.on('data', chunk => bodies.push(JSON.parse(String(chunk))))
    request.on('end', () => response.end(JSON.stringify(answer)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = z.object({ port: z.int() }).parse(server.address())
  const submit = [
    'submit',
    checkpoint,
    '--portal',
    `http://127.0.0.1:${port}`,
    '--name',
    'mine',
    '--encoder',
    encoder,
    '--wait',
    '--json',
  ]
  const { status, json, stderr } = await parallax(...submit)
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  expect([status, stderr]).toEqual([expected, lines])
  expect(json()).toEqual(answer)
  const directory = (path: string) => ({ kind: 'directory', path })
  expect(bodies).toEqual([
    { source: directory(checkpoint), encoder: directory(encoder), suite: 'demo', name: 'mine' },
  ])
})
