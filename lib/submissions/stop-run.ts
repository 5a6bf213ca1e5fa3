import { and, eq, ne, sql } from 'drizzle-orm'
import type { Database } from '../db/database'
import { runs, type StoredReason, slices } from '../db/schema'
import type { SliceQueue } from './queue'

/** Ends a run without a result: its open slices leave the queue, what is stored stays. */
export async function stopRun(
  transaction: Database,
  queue: SliceQueue,
  run: string,
  state: 'refused' | 'failed',
  reason: StoredReason,
): Promise<void> {
  await transaction.update(runs).set({ state, reason, finishedAt: sql`now()` }).where(eq(runs.id, run))
  const open = await transaction
    .update(slices)
    .set({ state: 'failed', reasonCode: reason.code, reasonMessage: reason.message })
    .where(and(eq(slices.run, run), ne(slices.state, 'done'), ne(slices.state, 'failed')))
    .returning({ id: slices.id })
  for (const { id } of open) await queue.cancel(transaction, id)
}
