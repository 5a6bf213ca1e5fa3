import { and, eq, ne, sql } from 'drizzle-orm'
import type { Database } from '../db/database'
import { reductions, runs, slices } from '../db/schema'
import { Refusal } from '../domain/refusal'
import { lockSlice } from './fence'
import type { SliceQueue } from './queue'
import { stopRun } from './stop-run'
import { storeUnits } from './store-units'
import { summariseStoredRun } from './summarise-stored-run'

/**
 * Closes a slice all of whose items are stored; the last one completes the run, whose summary is computed and
 * published in the same transaction, or the run is refused. Saying it twice is saying it once.
 * @throws Refusal `stale-attempt`, `bad-request` while items are missing.
 */
export async function completeSlice(
  database: Database,
  queue: SliceQueue,
  slice: string,
  attempt: number,
): Promise<void> {
  await database.transaction(async transaction => {
    const { run, state, kind, firstItem, endItem, itemsDone } = await lockSlice(transaction, slice, attempt)
    if (state === 'done') return
    if (kind === 'reduce') await requireReduction(transaction, slice)
    if (itemsDone !== endItem - firstItem)
      throw new Refusal(
        'bad-request',
        `slice ${slice} has ${itemsDone} of ${endItem - firstItem} items; it is not complete`,
      )
    // Two last slices must not each believe that the other is still open.
    await transaction.select({ id: runs.id }).from(runs).where(eq(runs.id, run)).for('update')
    await transaction.update(slices).set({ state: 'done' }).where(eq(slices.id, slice))
    await queue.complete(transaction, slice)
    const [open] = await transaction
      .select({ id: slices.id })
      .from(slices)
      .where(and(eq(slices.run, run), ne(slices.state, 'done')))
      .limit(1)
    if (open) return
    const reduced = await summariseStoredRun(transaction, run).catch(toRefusal)
    if (reduced instanceof Refusal)
      return stopRun(transaction, queue, run, 'refused', { code: reduced.reason, message: reduced.message })
    const { summary, units } = reduced
    await storeUnits(transaction, run, units)
    await transaction
      .update(runs)
      .set({ summary, state: 'complete', finishedAt: sql`now()` })
      .where(eq(runs.id, run))
  })
}

/** A run whose seeds were not varied is no result, and asking again gives no other. */
function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal && error.reason === 'repeated-draws') return error
  throw error
}

async function requireReduction(transaction: Database, slice: string): Promise<void> {
  const [found] = await transaction
    .select({ slice: reductions.slice })
    .from(reductions)
    .where(eq(reductions.slice, slice))
  if (!found) throw new Refusal('bad-request', `slice ${slice} has no result; it is not complete`)
}
