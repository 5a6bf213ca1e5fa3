import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OutcomeBatch } from '#lib/domain/work'
import { jointDraw } from '#lib/statistics/draw-digest'
import { claimSlice } from '#lib/submissions/claim-slice'
import { completeSlice } from '#lib/submissions/complete-slice'
import { readStatus } from '#lib/submissions/read-status'
import { recordPrepared } from '#lib/submissions/record-prepared'
import { storeOutcomes } from '#lib/submissions/store-outcomes'
import { submit } from '#lib/submissions/submit'
import { openTestPortal, type TestPortal } from '#test/support/portal'
import { temporaryFolder } from '#test/support/temporary-folder'
import { batchOf, installedMmvp, pairedItems, preparedReport } from '#test/support/worker-words'

const items = pairedItems(10)
let portal: TestPortal
beforeAll(async () => {
  portal = await openTestPortal()
})
afterAll(() => portal.close())

/** The permutations drew what `draw` says of each seed and item. */
function drawn(batch: OutcomeBatch, draw: (condition: string, item: string) => string): OutcomeBatch {
  const responses = batch.responses.map(one =>
    one.probe === 'permutation' ? { ...one, draw: draw(one.condition, one.item) } : one,
  )
  const outcomes = batch.outcomes.map(one => {
    const own = responses.filter(({ probe, condition }) => probe === one.probe && condition === one.condition)
    const draws = jointDraw(own.map(response => response.draw))
    return draws === undefined ? one : { ...one, draws }
  })
  return { ...batch, responses, outcomes }
}

/** The state of a run whose permutations drew that. */
async function runOf(draw: (condition: string, item: string) => string) {
  const path = temporaryFolder()
  writeFileSync(join(path, 'config.json'), '{}')
  const { database, queue } = portal
  const request = { source: { kind: 'directory', path }, suite: 'demo' } as const
  const { submission } = await submit(database, request, queue)
  for (;;) {
    const slice = await claimSlice(database, queue, 'w-1')
    if (slice?.kind === 'prepare')
      await recordPrepared(
        database,
        queue,
        slice.slice,
        preparedReport(slice.attempt, [installedMmvp(items)]),
      )
    if (slice?.kind !== 'items' && slice?.kind !== 'prepare') return readStatus(database, submission)
    if (slice.kind !== 'items') continue
    const batch = drawn(batchOf(slice, items, 0), draw)
    const other = { ...batch, outcomes: batch.outcomes.map(one => ({ ...one, draws: 'f'.repeat(16) })) }
    await expect(storeOutcomes(database, queue, slice.slice, other)).rejects.toMatchObject({
      reason: 'bad-request',
      message: expect.stringContaining('by its answers, not ffffffffffffffff'),
    })
    await storeOutcomes(database, queue, slice.slice, batch)
    await completeSlice(database, queue, slice.slice, slice.attempt)
  }
}

const hex = (text: string) => Buffer.from(text.padEnd(8, '_')).toString('hex').slice(-16)

test('a run whose seeds drew the same for all items is refused when it is complete', async () => {
  expect(await runOf((condition, item) => hex(`${condition.at(-1)}${item}`))).toMatchObject({
    state: 'complete',
  })
  expect(await runOf((_, item) => hex(item))).toMatchObject({
    state: 'refused',
    reason: { code: 'repeated-draws', message: expect.stringContaining('MMVP_TEST: permutation seed-1 and') },
  })
})
