import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Judge } from '#lib/domain/judge'
import { Refusal } from '#lib/domain/refusal'
import { type ItemsSlice, outcomeBatch } from '#lib/domain/work'
import { mmvpRows, picture, writeTsv } from '#test/datasets/write-tsv'
import { type FakePortal, startFakePortal, workerToken } from '#test/services/fake-portal'
import { temporaryFolder } from '#test/support/temporary-folder'
import { engineVersion } from '#workers/engine-version'
import { BenchmarkShelf } from '#workers/evaluation/benchmark-shelf'
import { CheckpointShelf } from '#workers/evaluation/checkpoint-shelf'
import { ProbeShelf } from '#workers/evaluation/probe-shelf'
import { runWorker, type WorkerOptions } from '#workers/evaluation/worker-loop'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import { connectPortal } from '#workers/services/portal-client'
import { digestOf, type FakeCheckpoint, fakeCheckpoint } from './fake-checkpoint'

const items = 10
/** Nothing but checkpoints. */
const noMeans = { saliency: null, captioner: null, synthesizer: null, likeness: null, languageModels: [] }
let portal: FakePortal
let folder: string
let benchmarks: BenchmarkShelf
let progress: (number | 'closed')[]
let lines: string[]

beforeEach(async () => {
  portal = await startFakePortal()
  folder = temporaryFolder()
  mkdirSync(join(folder, 'checkpoint'))
  writeTsv(join(folder, 'MMVP_MINI.tsv'), await mmvpRows(items))
  benchmarks = new BenchmarkShelf(folder)
  lines = []
  progress = []
})

afterEach(async () => {
  await portal.close()
})

/** A hub of one repository, and one that is away. */
async function download({ repository, commit }: { repository: string; commit: string }): Promise<string> {
  if (repository === 'a/known') return join(folder, 'checkpoint')
  if (repository === 'a/away') throw new Refusal('hub-unreachable', 'the hub answers 503, 6 times')
  throw new Refusal('checkpoint-not-found', `there is no ${repository}@${commit}`)
}

function work(
  open: (directory: string) => Promise<Checkpoint>,
  options: Partial<WorkerOptions> = {},
): ReturnType<typeof runWorker> {
  return runWorker({
    portal: connectPortal(portal.url, { token: workerToken, retryDelaysMs: [] }),
    checkpoints: new CheckpointShelf(open, download),
    benchmarks,
    probes: new ProbeShelf(
      { ...noMeans, artifacts: join(folder, 'artifacts') },
      { provider: 'cpu', threads: 1 },
      async source => (source.kind === 'directory' ? source.path : download(source)),
    ),
    worker: 'test',
    until: 'idle',
    signal: new AbortController().signal,
    pollMs: 1,
    report: line => lines.push(line),
    progress: () => ({ set: done => progress.push(done), close: () => progress.push('closed') }),
    ...options,
  })
}

function common(slice: string, attempt = 1) {
  const source = { kind: 'directory', path: join(folder, 'checkpoint') } as const
  const relatives = { encoder: null, backbone: null }
  return { slice, attempt, run: 'run-1', source, suite: 'demo', ...relatives, leaseSeconds: 30 } as const
}

async function itemsSlice(part: Partial<ItemsSlice> = {}): Promise<ItemsSlice> {
  const [file] = await benchmarks.all()
  return {
    kind: 'items',
    ...common('slice-1'),
    digest: digestOf('fake'),
    means: ['weights'],
    identities: {},
    benchmark: 'mmvp',
    edition: file?.edition ?? '',
    firstItem: 0,
    endItem: items,
    storedBatches: [],
    batchItems: 4,
    ...part,
  }
}

const stored = () => portal.pushed.map(batch => [batch.firstItem, batch.endItem])

describe('a slice that goes well', () => {
  test('prepare: reports digest, shape, engine and the installed benchmarks', async () => {
    portal.waiting.push({ kind: 'prepare', ...common('slice-0') })
    expect(await work(async () => fakeCheckpoint())).toMatchObject({ done: 1, failed: 0, dropped: 0 })
    const [report] = portal.prepared
    expect(report).toMatchObject({ attempt: 1, digest: digestOf('fake') })
    expect(report?.engine).toEqual({ version: engineVersion, provider: 'cpu', precision: 'fp32' })
    expect(report?.benchmarks.map(one => [one.benchmark, one.title, one.items.length])).toEqual([
      ['mmvp', 'MMVP_MINI', items],
    ])
    expect(JSON.stringify(report)).not.toContain('iVBOR')
  })

  test('items: every batch is pushed once, in order, and then completed', async () => {
    portal.waiting.push(await itemsSlice())
    expect(await work(async () => fakeCheckpoint())).toMatchObject({ done: 1, items })
    expect(stored()).toEqual([
      [0, 4],
      [4, 8],
      [8, 10],
    ])
    expect(portal.completed).toEqual(['slice-1'])
    expect(progress).toEqual([0, 4, 8, 10, 'closed'])
    for (const batch of portal.pushed) {
      const size = batch.endItem - batch.firstItem
      expect(outcomeBatch.parse(batch).outcomes.every(one => one.scores.length === size)).toBe(true)
    }
  })

  test('stored batches are skipped, and the others come out as they would have', async () => {
    portal.waiting.push(await itemsSlice())
    await work(async () => fakeCheckpoint())
    const whole = portal.pushed.splice(0)
    portal.waiting.push(await itemsSlice({ slice: 'slice-2', storedBatches: [0, 8] }))
    const checkpoint = fakeCheckpoint()
    progress = []
    await work(async () => checkpoint)
    expect(progress).toEqual([6, 10, 'closed'])
    expect(portal.pushed).toEqual(whole.slice(1, 2))
    // Two pairs' questions, as they are and with their options turned.
    expect(new Set(checkpoint.asked.map(({ question }) => question)).size).toBe(4)
  })

  test('the checkpoint is loaded once for all slices of a digest, and closed at the end', async () => {
    const opened: FakeCheckpoint[] = []
    portal.waiting.push(
      { kind: 'prepare', ...common('slice-0') },
      await itemsSlice({ endItem: 4 }),
      await itemsSlice({ slice: 'slice-2', firstItem: 4 }),
    )
    const tally = await work(async () => {
      opened.push(fakeCheckpoint())
      return opened.at(-1) ?? fakeCheckpoint()
    })
    expect(tally.done).toBe(3)
    expect(opened.map(checkpoint => checkpoint.closed())).toEqual([true])
  })
})

describe('a slice that does not', () => {
  test('killed half way: the next attempt pushes what is missing and nothing twice', async () => {
    let asked = 0
    portal.waiting.push(await itemsSlice())
    const dying = fakeCheckpoint('fake', () => {
      asked += 1
      if (asked > 60) throw new Error('killed')
      return 'A'
    })
    expect(await work(async () => dying)).toMatchObject({ done: 0, failed: 1 })
    expect(portal.failed).toEqual([
      { attempt: 1, permanent: false, reason: 'worker-error', message: 'killed' },
    ])
    const before = portal.pushed.map(batch => batch.firstItem)
    expect(before.length).toBeGreaterThan(0)
    expect(before.length).toBeLessThan(3)
    portal.waiting.push(await itemsSlice({ attempt: 2, storedBatches: before }))
    await work(async () => fakeCheckpoint())
    expect(stored().map(([first]) => first)).toEqual([0, 4, 8])
    expect(portal.completed).toEqual(['slice-1'])
  })

  test('a stale attempt is dropped without a word, and the loop goes on', async () => {
    portal.waiting.push(await itemsSlice(), await itemsSlice({ slice: 'slice-2' }))
    portal.intercept = (verb, slice) =>
      verb === 'outcomes' && slice === 'slice-1' ? { status: 409, reason: 'stale-attempt' } : null
    expect(await work(async () => fakeCheckpoint())).toMatchObject({ done: 1, dropped: 1, failed: 0 })
    expect(portal.failed).toEqual([])
    expect(portal.completed).toEqual(['slice-2'])
  })

  test('what is too large for this worker is left to another one', async () => {
    portal.waiting.push({ kind: 'prepare', ...common('slice-0') })
    await work(async () => {
      throw new Refusal('checkpoint-too-large', 'needs 30 GB of memory, 20 GB are free')
    })
    expect(portal.failed).toMatchObject([{ permanent: false, reason: 'checkpoint-too-large' }])
  })

  test('a run that was prepared with another saliency encoder is left to another worker', async () => {
    const saliency = join(import.meta.dirname, '../../examples/relatives/scenes-dino')
    const own = { ...noMeans, saliency, artifacts: join(folder, 'artifacts') }
    const probes = new ProbeShelf(own, { provider: 'cpu', threads: 1 }, async () => '')
    portal.waiting.push({ kind: 'prepare', ...common('slice-0') })
    await work(async () => fakeCheckpoint(), { probes })
    const [report] = portal.prepared
    expect(report?.means).toEqual(['weights', 'saliency'])
    const prepared = { means: report?.means ?? [], identities: report?.identities ?? {}, endItem: 2 }
    portal.waiting.push(
      await itemsSlice(prepared),
      await itemsSlice({ ...prepared, slice: 'slice-2', identities: { saliency: 'sha256:other' } }),
    )
    expect(await work(async () => fakeCheckpoint(), { probes })).toMatchObject({ done: 1, failed: 1 })
    expect(portal.failed).toMatchObject([
      { permanent: false, reason: 'worker-lacks', message: expect.stringContaining('sha256:other') },
    ])
  })

  test('who draws no pictures for now costs an attempt, not the run', async () => {
    class AwayShelf extends ProbeShelf {
      override readonly artifacts = () =>
        Promise.reject(new Refusal('provider-unavailable', 'images.example answers 503, 6 times'))
    }
    const own = { ...noMeans, artifacts: join(folder, 'artifacts') }
    const probes = new AwayShelf(own, { provider: 'cpu', threads: 1 }, async () => '')
    portal.waiting.push(await itemsSlice())
    expect(await work(async () => fakeCheckpoint(), { probes })).toMatchObject({ failed: 1 })
    expect(portal.failed).toMatchObject([{ permanent: false, reason: 'provider-unavailable' }])
  })

  test('what is made before the items is ended by the signal, and the slice handed back', async () => {
    const stop = new AbortController()
    class SlowShelf extends ProbeShelf {
      override readonly artifacts: ProbeShelf['artifacts'] = async (_file, _lists, watched) => {
        watched?.done('pictures', 1, 9)
        stop.abort()
        await watched?.pause()
        throw new Error('the work went on')
      }
    }
    const own = { ...noMeans, artifacts: join(folder, 'artifacts') }
    const probes = new SlowShelf(own, { provider: 'cpu', threads: 1 }, async () => '')
    portal.waiting.push(await itemsSlice())
    const tally = await work(async () => fakeCheckpoint(), { probes, signal: stop.signal })
    expect(tally).toMatchObject({ dropped: 1 })
    expect(portal.failed).toMatchObject([{ permanent: false, reason: 'worker-stopped' }])
    // The slice's own bar, and that of the pictures.
    expect(progress).toEqual([0, 1, 'closed', 'closed'])
  })

  test('a refusal of the checkpoint is permanent and told with its reason', async () => {
    portal.waiting.push({ kind: 'prepare', ...common('slice-0') })
    await work(async () => {
      throw new Refusal('unknown-family', 'model_type "zaya" is not supported; supported: llava')
    })
    expect(portal.failed).toEqual([
      {
        attempt: 1,
        permanent: true,
        reason: 'unknown-family',
        message: 'model_type "zaya" is not supported; supported: llava',
      },
    ])
  })

  test.each([
    ['another checkpoint behind the source', { digest: digestOf('other') }, 'checkpoint-not-found'],
    [
      'a source it cannot read',
      { source: { kind: 'hub', repository: 'a/b', commit: '0'.repeat(40) } },
      'checkpoint-not-found',
    ],
  ] as const)('%s is refused, and nothing is pushed', async (_, part, reason) => {
    portal.waiting.push(await itemsSlice(part))
    expect(await work(async () => fakeCheckpoint())).toMatchObject({ failed: 1 })
    expect(portal.failed).toMatchObject([{ permanent: true, reason }])
    expect(portal.pushed).toEqual([])
  })

  test.each([
    ['another edition of the benchmark', { edition: 'f'.repeat(64) }, 'is edition'],
    ['a benchmark that is not installed', { benchmark: 'mme' }, 'benchmark mme is not installed'],
    ['a means that the run was prepared with', { means: ['weights', 'saliency'] }, 'has no saliency'],
  ] as const)('%s is handed to a worker that has it, and nothing is pushed', async (_, part, message) => {
    portal.waiting.push(
      await itemsSlice({ ...part, means: [...('means' in part ? part.means : ['weights' as const])] }),
    )
    expect(await work(async () => fakeCheckpoint())).toMatchObject({ failed: 1 })
    const said = { permanent: false, reason: 'worker-lacks', message: expect.stringContaining(message) }
    expect(portal.failed).toMatchObject([said])
    expect(portal.pushed).toEqual([])
  })

  test('a repository is downloaded and opened where it lies', async () => {
    const source = { kind: 'hub', repository: 'a/known', commit: '0'.repeat(40) } as const
    portal.waiting.push({ kind: 'prepare', ...common('slice-0'), source })
    const opened: string[] = []
    await work(async directory => {
      opened.push(directory)
      return fakeCheckpoint()
    })
    expect(opened).toEqual([join(folder, 'checkpoint')])
    expect(portal.prepared).toHaveLength(1)
  })

  test('an outage of the hub fails the attempt, not the run', async () => {
    const source = { kind: 'hub', repository: 'a/away', commit: '0'.repeat(40) } as const
    portal.waiting.push({ kind: 'prepare', ...common('slice-0'), source })
    await work(async () => fakeCheckpoint())
    expect(portal.failed).toMatchObject([
      { permanent: false, message: expect.stringContaining('the hub answers 503') },
    ])
  })

  test('a wrong token ends the worker', async () => {
    const stranger = connectPortal(portal.url, { token: 'wrong', retryDelaysMs: [] })
    await expect(work(async () => fakeCheckpoint(), { portal: stranger })).rejects.toMatchObject({
      reason: 'unauthorized',
    })
  })
})

test('a stop signal lets the batch under way finish and hands the slice back', async () => {
  portal.waiting.push(await itemsSlice(), await itemsSlice({ slice: 'slice-2' }))
  const stop = new AbortController()
  const checkpoint = fakeCheckpoint('fake', () => {
    stop.abort()
    return 'A'
  })
  expect(await work(async () => checkpoint, { signal: stop.signal })).toMatchObject({ dropped: 1, items: 4 })
  expect(stored()).toEqual([[0, 4]])
  expect(portal.failed).toMatchObject([{ permanent: false, reason: 'worker-stopped' }])
  expect(portal.waiting.map(({ slice }) => slice)).toEqual(['slice-2'])
  expect(checkpoint.closed()).toBe(true)
})

test('one slice only, where that was asked for', async () => {
  portal.waiting.push(await itemsSlice(), await itemsSlice({ slice: 'slice-2' }))
  expect(await work(async () => fakeCheckpoint(), { until: 'one-slice' })).toMatchObject({ done: 1 })
  expect(portal.completed).toEqual(['slice-1'])
})

describe('benchmarks that need a judge', () => {
  const vetRow = async () => ({
    index: 'v1_0',
    image: await picture(3),
    question: 'What is x?',
    answer: '1',
    category: 'math',
  })
  const standard = { suite: 'standard' } as const
  const judgeOf = (ask: Judge['ask']): Judge => ({ name: 'judge-7', ask })

  test('alone and without a judge: the run is refused before it begins', async () => {
    const alone = temporaryFolder()
    writeTsv(join(alone, 'MMVet.tsv'), [await vetRow()])
    portal.waiting.push({ kind: 'prepare', ...common('slice-0'), ...standard })
    const options = { benchmarks: new BenchmarkShelf(alone) }
    expect(await work(async () => fakeCheckpoint(), options)).toMatchObject({ failed: 1 })
    expect(portal.failed).toMatchObject([
      { permanent: true, message: expect.stringMatching(/^not scored: no judge: .*\(MMVet\)$/) },
    ])
  })

  test('alone, under a suite that has a stand-in: prepared', async () => {
    const alone = temporaryFolder()
    writeTsv(join(alone, 'MMVet.tsv'), [await vetRow()])
    portal.waiting.push({ kind: 'prepare', ...common('slice-0') })
    await work(async () => fakeCheckpoint(), { benchmarks: new BenchmarkShelf(alone) })
    expect(portal.prepared[0]?.benchmarks.map(({ benchmark }) => benchmark)).toEqual(['mm-vet'])
  })

  test('a judge that is away is no verdict on the run: the slice is tried again', async () => {
    writeTsv(join(folder, 'MMVet.tsv'), [await vetRow()])
    const found = (await benchmarks.all()).find(({ benchmark }) => benchmark.id === 'mm-vet')
    const edition = found?.edition ?? ''
    portal.waiting.push({ ...(await itemsSlice({ benchmark: 'mm-vet', edition, endItem: 1 })), ...standard })
    const judge = judgeOf(async () => {
      throw new Refusal('judge-unreachable', 'the judge answers 503')
    })
    expect(await work(async () => fakeCheckpoint(), { judge })).toMatchObject({ failed: 1 })
    expect(portal.failed).toMatchObject([{ permanent: false, message: 'the judge answers 503' }])
    expect(portal.pushed).toEqual([])
  })

  test('the judge of the worker is asked', async () => {
    writeTsv(join(folder, 'MMVet.tsv'), [await vetRow()])
    const found = (await benchmarks.all()).find(({ benchmark }) => benchmark.id === 'mm-vet')
    const edition = found?.edition ?? ''
    portal.waiting.push({ ...(await itemsSlice({ benchmark: 'mm-vet', edition, endItem: 1 })), ...standard })
    const judge = judgeOf(async () => ({ text: '0.3', model: 'judge-7' }))
    expect(await work(async () => fakeCheckpoint(), { judge })).toMatchObject({ done: 1 })
    expect(portal.pushed[0]?.outcomes[0]?.scores).toEqual([0.3])
  })
})

test('a benchmark that serves one probe is prepared with the others, never alone', async () => {
  writeTsv(join(folder, 'eurosat.tsv'), [{ index: '1', image: await picture(5), class: 'River' }])
  expect((await benchmarks.all()).map(({ benchmark }) => benchmark.id)).toEqual(['mmvp', 'eurosat'])
  const alone = temporaryFolder()
  writeTsv(join(alone, 'eurosat.tsv'), [{ index: '1', image: await picture(5), class: 'River' }])
  await expect(new BenchmarkShelf(alone).all()).rejects.toMatchObject({ reason: 'unknown-benchmark' })
})
