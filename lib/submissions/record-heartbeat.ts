import { eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Database } from '../db/database'
import { slices } from '../db/schema'
import type { heartbeat } from '../domain/work'
import { lockSlice } from './fence'
import type { SliceQueue } from './queue'

/** Keeps a slice with its worker for another lease, and what it says of the rest. @throws Refusal `stale-attempt`, `not-found`. */
export async function recordHeartbeat(
  database: Database,
  queue: SliceQueue,
  slice: string,
  { attempt, secondsLeft }: z.infer<typeof heartbeat>,
): Promise<void> {
  await database.transaction(async transaction => {
    await lockSlice(transaction, slice, attempt)
    await transaction
      .update(slices)
      .set({ secondsLeft: secondsLeft ?? null })
      .where(eq(slices.id, slice))
    await keepAlive(transaction, queue, slice)
  })
}

/** Any word from a worker counts as a heartbeat. */
export async function keepAlive(transaction: Database, queue: SliceQueue, slice: string): Promise<void> {
  await transaction.update(slices).set({ heartbeatAt: sql`now()` }).where(eq(slices.id, slice))
  await queue.touch(transaction, slice)
}
