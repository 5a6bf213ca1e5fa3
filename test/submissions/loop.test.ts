import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { count } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBoard } from '#lib/db/queries/read-board'
import { outcomeBatches } from '#lib/db/schema/index'
import type { ClaimedSlice, ItemsSlice } from '#lib/domain/work'
import { claimSlice } from '#lib/submissions/claim-slice'
import { completeSlice } from '#lib/submissions/complete-slice'
import { failSlice } from '#lib/submissions/fail-slice'
import { readStatus } from '#lib/submissions/read-status'
import { recordHeartbeat } from '#lib/submissions/record-heartbeat'
import { recordPrepared } from '#lib/submissions/record-prepared'
import { storeOutcomes } from '#lib/submissions/store-outcomes'
import { submit } from '#lib/submissions/submit'
import { openTestPortal, type TestPortal } from '#test/support/portal'
import { temporaryFolder } from '#test/support/temporary-folder'
import { batchOf, installedMmvp, pairedItems, preparedReport } from '#test/support/worker-words'

const items = pairedItems(84)
let portal: TestPortal

beforeAll(async () => {
  portal = await openTestPortal()
})
afterAll(() => portal.close())

async function submitOne(): Promise<string> {
  const path = temporaryFolder()
  writeFileSync(join(path, 'config.json'), '{}')
  const source = { kind: 'directory', path } as const
  const { submission } = await submit(portal.database, { source, suite: 'demo' }, portal.queue)
  return submission
}

async function claim(worker = 'w-1'): Promise<ClaimedSlice> {
  const slice = await claimSlice(portal.database, portal.queue, worker)
  if (!slice) throw new Error('nothing to claim')
  return slice
}

async function claimItems(worker?: string): Promise<ItemsSlice> {
  const slice = await claim(worker)
  if (slice.kind !== 'items') throw new Error('nothing but a slice to prepare')
  return slice
}

async function prepare(): Promise<void> {
  const { slice, attempt } = await claim()
  await recordPrepared(portal.database, portal.queue, slice, preparedReport(attempt, [installedMmvp(items)]))
}

function push(slice: ItemsSlice, firstItem: number): Promise<void> {
  return storeOutcomes(portal.database, portal.queue, slice.slice, batchOf(slice, items, firstItem))
}

async function finish(slice: ItemsSlice): Promise<void> {
  for (let first = slice.firstItem; first < slice.endItem; first += slice.batchItems)
    if (!slice.storedBatches.includes(first)) await push(slice, first)
  await completeSlice(portal.database, portal.queue, slice.slice, slice.attempt)
}

function artifacts(): string[] {
  const files = readdirSync(join(portal.folder, 'artifacts'), { recursive: true, encoding: 'utf8' })
  return files.filter(file => file.includes('/')).sort()
}

describe('a submission', () => {
  test('goes from claim to page, and says the same thing when told twice', async () => {
    const submission = await submitOne()
    await prepare()
    const first = await claimItems()
    expect([first.firstItem, first.endItem]).toEqual([0, 60])
    await push(first, 0)
    await push(first, 0)
    expect((await readStatus(portal.database, submission))?.itemsDone).toBe(10)
    await expect(
      completeSlice(portal.database, portal.queue, first.slice, first.attempt),
    ).rejects.toMatchObject({ reason: 'bad-request', message: expect.stringContaining('10 of 60 items') })
    await finish(first)
    await completeSlice(portal.database, portal.queue, first.slice, first.attempt)
    const second = await claimItems()
    await finish(second)

    const status = await readStatus(portal.database, submission)
    expect(status).toMatchObject({ state: 'complete', itemsDone: 84, items: 84, checkpoint: 'a'.repeat(12) })
    const [entry] = await readBoard(portal.database)
    const [mmvp] = entry?.summary.benchmarks ?? []
    // The demo asks 40 of the 84 items, in whole pairs.
    expect(mmvp).toMatchObject({ items: 40, judgeFailures: 0, score: { value: 1, n: 20 } })
    const blind = mmvp?.effects.find(effect => effect.setting === 'no-image')
    // Every answer is A: one of each pair is right, so no pair is.
    expect(blind?.perturbed.value).toBe(0)
    expect(blind?.change.verdict).toBe('lower')
    expect(await claimSlice(portal.database, portal.queue, 'w-1')).toBeNull()
  })

  test('is taken up by another worker where a killed one stopped', async () => {
    const submission = await submitOne()
    await prepare()
    const lost = await claimItems('killed')
    await push(lost, 0)
    await push(lost, 10)
    await portal.silence()

    // The other slice is older in the queue's eyes only if it was never tried.
    const taken = [await claimItems('second'), await claimItems('second')]
    const again = taken.find(slice => slice.slice === lost.slice)
    if (!again) throw new Error('the silent slice was not given to another worker')
    expect(again.attempt).toBe(lost.attempt + 1)
    expect(again.storedBatches).toEqual([0, 10])
    const stale = { reason: 'stale-attempt' }
    await expect(push(lost, 20)).rejects.toMatchObject(stale)
    await expect(
      recordHeartbeat(portal.database, portal.queue, lost.slice, { attempt: lost.attempt }),
    ).rejects.toMatchObject(stale)
    await expect(
      completeSlice(portal.database, portal.queue, lost.slice, lost.attempt),
    ).rejects.toMatchObject(stale)
    for (const slice of taken) await finish(slice)
    const status = await readStatus(portal.database, submission)
    expect(status).toMatchObject({ state: 'complete', itemsDone: 84 })
  })

  test('tells how long it takes by the last heartbeat, until another worker has it', async () => {
    const submission = await submitOne()
    await prepare()
    const slice = await claimItems('first')
    const beat = (secondsLeft?: number) =>
      recordHeartbeat(portal.database, portal.queue, slice.slice, { attempt: slice.attempt, secondsLeft })
    const left = async () => {
      const status = await readStatus(portal.database, submission)
      return status?.slices.find(({ id }) => id === slice.slice)?.secondsLeft
    }
    await beat(600)
    expect(await left()).toBe(600)
    await beat()
    expect(await left()).toBeNull()
    await beat(500)
    await portal.silence()
    const taken = [await claimItems('second'), await claimItems('second')]
    expect(await left()).toBeNull()
    for (const one of taken) await finish(one)
  })

  test('is shared by workers that race for it, and completed once', async () => {
    const submission = await submitOne()
    await prepare()
    const raced = await Promise.all(
      ['one', 'two', 'three'].map(worker => claimSlice(portal.database, portal.queue, worker)),
    )
    const taken = raced.flatMap(slice => (slice?.kind === 'items' ? [slice] : []))
    expect(new Set(taken.map(slice => slice.slice)).size).toBe(2)
    await Promise.all(taken.map(finish))
    expect(await readStatus(portal.database, submission)).toMatchObject({ state: 'complete', itemsDone: 84 })
  })

  test('that a worker must refuse is refused with its reason, and leaves no work behind', async () => {
    const submission = await submitOne()
    const { slice, attempt } = await claim()
    const message = 'model_type "gpt" is not supported; supported: llava'
    await failSlice(portal.database, portal.queue, slice, {
      attempt,
      permanent: true,
      reason: 'unknown-family',
      message,
    })
    expect(await readStatus(portal.database, submission)).toMatchObject({
      state: 'refused',
      reason: { code: 'unknown-family', message },
      checkpoint: null,
    })
    expect(await claimSlice(portal.database, portal.queue, 'w-1')).toBeNull()
  })

  test('is tried again after a failure that may pass, and given up after five', async () => {
    const submission = await submitOne()
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect((await readStatus(portal.database, submission))?.reason).toBeNull()
      const claimed = await claim()
      expect(claimed.attempt).toBe(attempt)
      await failSlice(portal.database, portal.queue, claimed.slice, {
        attempt,
        permanent: false,
        reason: 'error',
        message: 'the disk is full',
      })
    }
    const status = await readStatus(portal.database, submission)
    expect(status).toMatchObject({ state: 'failed', reason: { message: 'the disk is full' } })
    expect(await claimSlice(portal.database, portal.queue, 'w-1')).toBeNull()
  })
})

describe('a batch is stored only if it is what was asked for', () => {
  let slice: ItemsSlice
  beforeAll(async () => {
    await submitOne()
    await prepare()
    slice = await claimItems()
  })

  test.each([
    [
      'a score that the answer does not earn',
      (batch: ReturnType<typeof batchOf>) => {
        const [outcomes] = batch.outcomes
        if (outcomes) outcomes.scores = outcomes.scores.map(score => score && 0.5)
      },
      'scores 1 here, not 0.5',
    ],
    ['a condition missing', (batch: ReturnType<typeof batchOf>) => batch.outcomes.pop(), 'conditions'],
    ['an answer missing', (batch: ReturnType<typeof batchOf>) => batch.responses.pop(), 'answers'],
    [
      'another scorer',
      (batch: ReturnType<typeof batchOf>) => Object.assign(batch, { scorer: 'kind' }),
      'scored by kind',
    ],
    [
      'a range of its own',
      (batch: ReturnType<typeof batchOf>) => Object.assign(batch, { firstItem: 3 }),
      'not a batch',
    ],
  ])('%s', async (_, spoil, message) => {
    const files = artifacts()
    const before = await portal.database.select({ rows: count() }).from(outcomeBatches)
    const batch = batchOf(slice, items, 0)
    spoil(batch)
    await expect(storeOutcomes(portal.database, portal.queue, slice.slice, batch)).rejects.toMatchObject({
      reason: 'bad-request',
      message: expect.stringContaining(message),
    })
    expect(await portal.database.select({ rows: count() }).from(outcomeBatches)).toEqual(before)
    expect(artifacts()).toEqual(files)
  })
})

test('a folder of artifacts holds whole files only', () => {
  expect(artifacts().length).toBeGreaterThan(0)
  expect(artifacts().every(file => /^[0-9a-f]{2}\/[0-9a-f]{64}\.jsonl\.gz$/.test(file))).toBe(true)
})
