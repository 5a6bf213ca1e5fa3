import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mmvpRows, writeTsv } from '#test/datasets/write-tsv'
import { type FakePortal, startFakePortal, workerToken } from '#test/services/fake-portal'
import { temporaryFolder } from '#test/support/temporary-folder'
import { BenchmarkShelf } from '#workers/evaluation/benchmark-shelf'
import { CheckpointShelf } from '#workers/evaluation/checkpoint-shelf'
import { ProbeShelf } from '#workers/evaluation/probe-shelf'
import { runWorker } from '#workers/evaluation/worker-loop'
import { connectPortal } from '#workers/services/portal-client'
import { digestOf, fakeCheckpoint } from './fake-checkpoint'

const dino = join(import.meta.dirname, '../../examples/relatives/scenes-dino')
let portal: FakePortal
beforeAll(async () => {
  portal = await startFakePortal()
})
afterAll(() => portal.close())

test('a declared encoder that is not the one inside the checkpoint is no means, and the run goes on', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'checkpoint')
  mkdirSync(path)
  writeTsv(join(folder, 'MMVP_MINI.tsv'), await mmvpRows(2))
  const benchmarks = new BenchmarkShelf(folder)
  const noMeans = { saliency: null, captioner: null, synthesizer: null, likeness: null, languageModels: [] }
  const elsewhere = async () => ''
  const work = () =>
    runWorker({
      portal: connectPortal(portal.url, { token: workerToken, retryDelaysMs: [] }),
      checkpoints: new CheckpointShelf(async () => fakeCheckpoint(), elsewhere),
      benchmarks,
      probes: new ProbeShelf(
        { ...noMeans, artifacts: join(folder, 'artifacts') },
        { provider: 'cpu', threads: 1 },
        async source => (source.kind === 'directory' ? source.path : elsewhere()),
      ),
      ...({ worker: 'test', until: 'idle', pollMs: 1, signal: new AbortController().signal } as const),
      report: () => undefined,
      progress: () => ({ set: () => undefined, close: () => undefined }),
    })
  const slice = (name: string) => {
    const source = { kind: 'directory', path } as const
    const encoder = { kind: 'directory', path: dino } as const
    return {
      slice: name,
      attempt: 1,
      run: 'run-1',
      suite: 'demo',
      leaseSeconds: 30,
      backbone: null,
      source,
      encoder,
    } as const
  }
  portal.waiting.push({ kind: 'prepare', ...slice('slice-0') })
  await work()
  const [report] = portal.prepared
  expect(report?.means).toEqual(['weights'])
  expect(report?.lacking.encoder).toContain('the declared encoder is vit, 4 layers of 64')
  const [file] = await benchmarks.all()
  portal.waiting.push({
    kind: 'items',
    ...slice('slice-1'),
    ...{ digest: digestOf('fake'), benchmark: 'mmvp', edition: file?.edition ?? '' },
    ...{ means: ['weights'], identities: {}, firstItem: 0, endItem: 2, storedBatches: [], batchItems: 4 },
  })
  expect(await work()).toMatchObject({ done: 1, failed: 0 })
  expect(portal.completed).toEqual(['slice-1'])
})
