import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { editionHash } from '#lib/benchmarks/edition'
import { readBoard } from '#lib/db/queries/read-board'
import type { Need } from '#lib/domain/need'
import { type AlignmentResult, alignmentResult } from '#lib/domain/reduction-result'
import type { ClaimedSlice, InstalledBenchmark, ReduceSlice } from '#lib/domain/work'
import { claimSlice } from '#lib/submissions/claim-slice'
import { completeSlice } from '#lib/submissions/complete-slice'
import { readStatus } from '#lib/submissions/read-status'
import { recordPrepared } from '#lib/submissions/record-prepared'
import { storeOutcomes } from '#lib/submissions/store-outcomes'
import { storeReduction } from '#lib/submissions/store-reduction'
import { submit } from '#lib/submissions/submit'
import { openTestPortal, type TestPortal } from '#test/support/portal'
import { temporaryFolder } from '#test/support/temporary-folder'
import { batchOf, installedMmvp, pairedItems, preparedReport } from '#test/support/worker-words'

const items = pairedItems(10)
const everything: Need[] = ['weights', 'judge', 'encoder', 'language-models']
let portal: TestPortal
beforeAll(async () => {
  portal = await openTestPortal()
})
afterAll(() => portal.close())

/** Descriptions of pictures: nothing is asked of them. */
function installedDocci(count: number): InstalledBenchmark {
  const described = pairedItems(count).map((item, at) => ({
    ...item,
    ...{ id: `test_${at}`, question: '', options: [], answer: `There are ${at}.`, details: {} },
    hash: (at + 5000).toString(16).padStart(64, '0'),
  }))
  return {
    benchmark: 'docci',
    title: 'docci_TEST',
    edition: editionHash(described.map(({ hash }) => hash)),
    smallestSide: 32,
    items: described,
  }
}

/** A real result, told of the file at hand. */
function resultFor({ edition, items: described }: InstalledBenchmark): AlignmentResult {
  const path = join(import.meta.dirname, '../fixtures/probe-run/alignment.json')
  const { result } = z.object({ result: alignmentResult }).parse(JSON.parse(readFileSync(path, 'utf8')))
  return { ...result, edition, items: result.items.map((_, at) => described[at].id) }
}

function folder(): string {
  const path = temporaryFolder()
  writeFileSync(join(path, 'config.json'), '{}')
  return path
}

async function submitted(means: Need[], benchmarks: InstalledBenchmark[]): Promise<string> {
  const directory = (path: string) => ({ kind: 'directory', path }) as const
  const request = { source: directory(folder()), encoder: directory(folder()), suite: 'demo' } as const
  const { submission } = await submit(portal.database, request, portal.queue)
  const { slice, attempt, encoder, backbone } = await claim()
  expect([encoder?.kind, backbone]).toEqual(['directory', null])
  await recordPrepared(portal.database, portal.queue, slice, {
    ...preparedReport(attempt, benchmarks),
    means,
    identities: Object.fromEntries(means.map(need => [need, `this ${need}`])),
  })
  return submission
}

async function claim(): Promise<ClaimedSlice> {
  const slice = await claimSlice(portal.database, portal.queue, 'w-1')
  if (!slice) throw new Error('nothing to claim')
  return slice
}

/** Does every waiting slice but those that reduce, which are returned. */
async function workOnItems(): Promise<ReduceSlice[]> {
  const reduced: ReduceSlice[] = []
  for (;;) {
    const slice = await claimSlice(portal.database, portal.queue, 'w-1')
    if (!slice) return reduced
    if (slice.kind === 'reduce') reduced.push(slice)
    if (slice.kind !== 'items') continue
    for (let first = slice.firstItem; first < slice.endItem; first += slice.batchItems)
      await storeOutcomes(portal.database, portal.queue, slice.slice, batchOf(slice, items, first))
    await completeSlice(portal.database, portal.queue, slice.slice, slice.attempt)
  }
}

test('features are reduced in a slice of their own, and the run waits for it', async () => {
  const docci = installedDocci(100)
  const submission = await submitted(everything, [installedMmvp(items), docci])
  const [slice, ...more] = await workOnItems()
  expect(more).toEqual([])
  expect(slice).toMatchObject({
    probe: 'alignment-knn',
    benchmark: 'docci',
    means: everything,
    identities: { encoder: 'this encoder' },
  })
  const { database, queue } = portal
  const finish = () => completeSlice(database, queue, slice.slice, slice.attempt)
  await expect(finish()).rejects.toMatchObject({
    reason: 'bad-request',
    message: expect.stringContaining('has no result'),
  })
  const push = (attempt: number, result = resultFor(docci)) =>
    storeReduction(database, queue, slice.slice, { attempt, result })
  await expect(push(slice.attempt - 1)).rejects.toMatchObject({ reason: 'stale-attempt' })
  await expect(push(slice.attempt, { ...resultFor(docci), edition: 'f'.repeat(64) })).rejects.toMatchObject({
    reason: 'bad-request',
  })
  const strange = { ...resultFor(docci), items: resultFor(docci).items.with(7, 'test_777') }
  await expect(push(slice.attempt, strange)).rejects.toMatchObject({
    message: expect.stringContaining('test_777'),
  })
  const twice = { ...resultFor(docci), items: resultFor(docci).items.with(7, 'test_0') }
  await expect(push(slice.attempt, twice)).rejects.toMatchObject({ reason: 'bad-request' })
  await push(slice.attempt)
  await push(slice.attempt)
  expect((await readStatus(database, submission))?.state).toBe('running')
  await finish()
  await finish()
  expect(await readStatus(database, submission)).toMatchObject({
    state: 'complete',
    itemsDone: 10,
    items: 10,
  })
  const [entry] = await readBoard(database)
  expect(entry.summary.profile.find(({ id }) => id === 'P8')).toMatchObject({ state: 'shown', eligible: 3 })
  // Nothing is asked of DOCCI: it has no score, and is in no mean.
  expect(entry.summary.benchmarks.map(({ benchmark }) => benchmark)).toEqual(['mmvp'])
})

test.each([
  ['no encoder', ['weights', 'judge', 'language-models'], 30, 'no-encoder'],
  ['no language model', ['weights', 'judge', 'encoder'], 30, 'no-language-models'],
  ['too few descriptions', everything, 12, 'too-few-items'],
] as const)('%s: there is no such slice, and the run says why', async (_, means, count, code) => {
  await submitted([...means], [installedMmvp(items), installedDocci(count)])
  expect(await workOnItems()).toEqual([])
  const [entry] = (await readBoard(portal.database)).toSorted((a, b) => +b.finishedAt - +a.finishedAt)
  const alignment = entry.summary.notRun.filter(({ probe }) => probe === 'alignment-knn')
  expect(alignment.map(({ reason }) => reason.code)).toEqual([code])
})

test('features that come to nothing are not run, and the run goes on', async () => {
  const docci = installedDocci(100)
  const submission = await submitted(everything, [installedMmvp(items), docci])
  const [slice] = await workOnItems()
  const { database, queue } = portal
  const reason = { code: 'unsupported', message: 'text: 1 rows that differ, not 2' } as const
  const push = (benchmark: string) =>
    storeReduction(database, queue, slice.slice, {
      attempt: slice.attempt,
      result: { probe: 'alignment-knn', benchmark, reason },
    })
  await expect(push('mmvp')).rejects.toMatchObject({ reason: 'bad-request' })
  await push('docci')
  await completeSlice(database, queue, slice.slice, slice.attempt)
  expect((await readStatus(database, submission))?.state).toBe('complete')
  const [entry] = (await readBoard(database)).toSorted((a, b) => +b.finishedAt - +a.finishedAt)
  expect(entry.summary.notRun.filter(({ probe }) => probe === 'alignment-knn')).toEqual([
    { probe: 'alignment-knn', benchmark: 'docci', reason },
  ])
})

test('a worker that is killed over it loses it to the next', async () => {
  const docci = installedDocci(100)
  const submission = await submitted(everything, [installedMmvp(items), docci])
  const [lost] = await workOnItems()
  await portal.silence()
  const again = await claim()
  expect([again.slice, again.attempt]).toEqual([lost.slice, lost.attempt + 1])
  const { database, queue } = portal
  const push = (attempt: number) =>
    storeReduction(database, queue, again.slice, { attempt, result: resultFor(docci) })
  await expect(push(lost.attempt)).rejects.toMatchObject({ reason: 'stale-attempt' })
  await push(again.attempt)
  await completeSlice(database, queue, again.slice, again.attempt)
  expect(await readStatus(database, submission)).toMatchObject({ state: 'complete', itemsDone: 10 })
})

test.each([
  ['without the means', ['weights']],
  ['with all of them, since a run without a score is no result', everything],
] as const)('a suite that asks no answer of what is installed is refused %s', async (_, means) => {
  await expect(submitted([...means], [installedDocci(30)])).rejects.toMatchObject({
    reason: 'bad-request',
    message: expect.stringContaining('asks nothing of docci_TEST'),
  })
})

test('a report of a relative that the submission does not declare is refused', async () => {
  await expect(submitted(['weights', 'backbone'], [installedMmvp(items)])).rejects.toMatchObject({
    reason: 'bad-request',
    message: expect.stringContaining('means "backbone", which the submission does not declare'),
  })
})

test('a report that does not say which judge it has is refused', async () => {
  const source = { kind: 'directory', path: folder() } as const
  await submit(portal.database, { source, suite: 'demo' }, portal.queue)
  const { slice, attempt } = await claim()
  const report = { ...preparedReport(attempt, [installedMmvp(items)]), identities: {} }
  await expect(recordPrepared(portal.database, portal.queue, slice, report)).rejects.toMatchObject({
    reason: 'bad-request',
    message: expect.stringContaining('"judge"'),
  })
})
