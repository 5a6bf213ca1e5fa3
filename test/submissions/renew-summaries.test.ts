import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBoard } from '#lib/db/queries/read-board'
import { readUnits } from '#lib/db/queries/read-units'
import { outcomeBatches, runs, runUnits } from '#lib/db/schema/index'
import type { BoardEntry } from '#lib/domain/board-entry'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { compareProfiles } from '#lib/leaderboard/profile/compare-profiles'
import { profileOf } from '#lib/leaderboard/summarise-profile'
import { unitVectors } from '#lib/leaderboard/unit-vectors'
import { claimSlice } from '#lib/submissions/claim-slice'
import { completeSlice } from '#lib/submissions/complete-slice'
import { type KnownPictures, readPictures } from '#lib/submissions/read-pictures'
import { recordPrepared } from '#lib/submissions/record-prepared'
import { renewSummaries } from '#lib/submissions/renew-summaries'
import { storeOutcomes } from '#lib/submissions/store-outcomes'
import { submit } from '#lib/submissions/submit'
import { readStoredRun } from '#lib/submissions/summarise-stored-run'
import { openTestPortal, type TestPortal } from '#test/support/portal'
import { temporaryFolder } from '#test/support/temporary-folder'
import { batchOf, installedMmvp, pairedItems, preparedReport } from '#test/support/worker-words'

const items = pairedItems(40)
let portal: TestPortal
let evaluated: BoardEntry

beforeAll(async () => {
  portal = await openTestPortal()
  evaluated = await evaluateOne()
})
afterAll(() => portal.close())

/** Submits a checkpoint and answers all it is asked. */
async function evaluateOne(): Promise<BoardEntry> {
  const { database, queue } = portal
  const path = temporaryFolder()
  writeFileSync(join(path, 'config.json'), '{}')
  await submit(database, { source: { kind: 'directory', path }, suite: 'demo' }, queue)
  for (
    let slice = await claimSlice(database, queue, 'w');
    slice;
    slice = await claimSlice(database, queue, 'w')
  ) {
    if (slice.kind === 'prepare')
      await recordPrepared(
        database,
        queue,
        slice.slice,
        preparedReport(slice.attempt, [installedMmvp(items)]),
      )
    if (slice.kind !== 'items') continue
    for (let first = slice.firstItem; first < slice.endItem; first += slice.batchItems)
      await storeOutcomes(database, queue, slice.slice, batchOf(slice, items, first))
    await completeSlice(database, queue, slice.slice, slice.attempt)
  }
  const [entry] = await readBoard(database)
  if (!entry) throw new Error('nothing was evaluated')
  return entry
}

/** The run as a version before unit vectors and the whole profile left it. */
async function makeOld(run: string): Promise<void> {
  await portal.database
    .update(runs)
    .set({ summary: sql`'{ "version": 1, "profile": [] }'::jsonb` })
    .where(eq(runs.id, run))
  await portal.database.delete(runUnits).where(eq(runUnits.run, run))
}

test('a summary of another version is made anew from the outcomes, with what ranks are tested on', async () => {
  const { run } = evaluated
  const units = await readUnits(portal.database, [run])
  await makeOld(run)
  expect(await readBoard(portal.database)).toEqual([])
  expect(await renewSummaries(portal.database)).toEqual([])
  expect(await readBoard(portal.database)).toEqual([evaluated])
  expect(await readUnits(portal.database, [run])).toEqual(units)
  expect(units.get(run)).toHaveLength(1)
})

test('the pictures that ranks want are those of the edition, read once', async () => {
  const { run } = evaluated
  const units = await readUnits(portal.database, [run])
  const known: KnownPictures = new Map()
  const [vector] = (await readPictures(portal.database, units, known)).get(run) ?? []
  const [made] = unitVectors(await readStoredRun(portal.database, run))
  expect(vector).toEqual(made)
  expect(vector.pictures?.flat()).toEqual(items.map(({ imageHash }) => imageHash))
  const edition = [['read before']]
  known.set(vector.edition, edition)
  const again = await readPictures(portal.database, units, known)
  expect(again.get(run)?.[0].pictures).toBe(edition)
})

test('the profile is given again by what is stored, with the draws that a comparison takes', async () => {
  const [first, second] = await Promise.all(
    [evaluated.run, evaluated.run].map(async run => profileOf(await readStoredRun(portal.database, run))),
  )
  const { differences, global, dominant } = compareProfiles(first, second)
  const shown = evaluated.summary.profile.filter(({ state }) => state === 'shown')
  expect(differences.map(({ id }) => id).toSorted()).toEqual(shown.map(({ id }) => id).toSorted())
  // The same run twice differs in nothing.
  expect(differences.map(({ value }) => value)).toEqual(shown.map(() => 0))
  expect(isNotEnough(global) ? null : global.p).toBeGreaterThan(0.99)
  expect(dominant).toBeNull()
})

test('a run that cannot be read any more is off the board, and named', async () => {
  const { run } = evaluated
  await makeOld(run)
  await portal.database.update(outcomeBatches).set({ outcomes: [] })
  expect(await renewSummaries(portal.database)).toEqual([
    { run, reason: expect.stringContaining('no outcomes of reference') },
  ])
  expect(await readBoard(portal.database)).toEqual([])
})
