import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBoard } from '#lib/db/queries/read-board'
import { claimSlice } from '#lib/submissions/claim-slice'
import { completeSlice } from '#lib/submissions/complete-slice'
import { readStatus } from '#lib/submissions/read-status'
import { recordPrepared } from '#lib/submissions/record-prepared'
import { storeOutcomes } from '#lib/submissions/store-outcomes'
import { submit } from '#lib/submissions/submit'
import { openTestPortal, type TestPortal } from '#test/support/portal'
import { temporaryFolder } from '#test/support/temporary-folder'
import { batchOf, installedMmvp, pairedItems, preparedReport } from '#test/support/worker-words'

const items = pairedItems(40)
let portal: TestPortal

beforeAll(async () => {
  portal = await openTestPortal()
})
afterAll(() => portal.close())

/** From admission to the last slice; the worker says the same digest whatever the name. */
async function submitUnder(name: string): Promise<string> {
  const { database, queue } = portal
  const path = temporaryFolder()
  writeFileSync(join(path, 'config.json'), '{}')
  const { submission } = await submit(
    database,
    { name, source: { kind: 'directory', path }, suite: 'demo' },
    queue,
  )
  for (
    let slice = await claimSlice(database, queue, 'w');
    slice;
    slice = await claimSlice(database, queue, 'w')
  ) {
    if (slice.kind === 'prepare') {
      const report = preparedReport(slice.attempt, [installedMmvp(items)])
      await recordPrepared(database, queue, slice.slice, report)
    }
    if (slice.kind !== 'items') continue
    for (let first = slice.firstItem; first < slice.endItem; first += slice.batchItems)
      await storeOutcomes(database, queue, slice.slice, batchOf(slice, items, first))
    await completeSlice(database, queue, slice.slice, slice.attempt)
  }
  return submission
}

test('one file under two names is one checkpoint with one row, under the name it came with first', async () => {
  const first = await submitUnder('one')
  const alone = await readBoard(portal.database)
  const second = await submitUnder('another')
  const board = await readBoard(portal.database)
  expect(board).toHaveLength(1)
  expect(board.map(({ name }) => name)).toEqual(['one'])
  expect(board[0]?.summary).toEqual(alone[0]?.summary)
  const [one, other] = await Promise.all([first, second].map(id => readStatus(portal.database, id)))
  expect(one).toMatchObject({ name: 'one', state: 'complete' })
  expect(other).toMatchObject({ name: 'another', state: 'complete', checkpoint: one?.checkpoint })
})
