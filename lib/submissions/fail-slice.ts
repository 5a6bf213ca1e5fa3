import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import type { Database } from '../db/database'
import { slices } from '../db/schema'
import type { failure } from '../domain/work'
import { lockSlice } from './fence'
import type { SliceQueue } from './queue'
import { stopRun } from './stop-run'

/**
 * Takes a worker's word that it cannot do a slice. A permanent failure refuses the run; any other gives the slice
 * back until its tries are used up. @throws Refusal `stale-attempt`.
 */
export async function failSlice(
  database: Database,
  queue: SliceQueue,
  slice: string,
  { attempt, permanent, reason, message }: z.infer<typeof failure>,
): Promise<void> {
  await database.transaction(async transaction => {
    const { run, state } = await lockSlice(transaction, slice, attempt)
    if (state === 'done') return
    if (permanent) return stopRun(transaction, queue, run, 'refused', { code: reason, message })
    await queue.giveBack(transaction, slice)
    if ((await queue.stateOf(transaction, slice)) === 'failed')
      return stopRun(transaction, queue, run, 'failed', { code: reason, message })
    await transaction
      .update(slices)
      .set({ state: 'retrying', reasonCode: reason, reasonMessage: message })
      .where(eq(slices.id, slice))
  })
}
