import { eq } from 'drizzle-orm'
import type { Database } from '../db/database'
import { slices } from '../db/schema'
import { Refusal } from '../domain/refusal'

export type StoredSlice = typeof slices.$inferSelect

/**
 * Locks a slice for the attempt that has it. A slice whose lease ran out stays with its attempt until another
 * worker takes it.
 * @throws Refusal `not-found`, `stale-attempt` where the slice has moved on.
 */
export async function lockSlice(transaction: Database, id: string, attempt: number): Promise<StoredSlice> {
  const [slice] = await transaction.select().from(slices).where(eq(slices.id, id)).for('update')
  if (!slice) throw new Refusal('not-found', `there is no slice ${id}`)
  if (slice.attempt !== attempt)
    throw new Refusal('stale-attempt', `slice ${id} is in attempt ${slice.attempt}, not ${attempt}`)
  if (slice.state === 'failed') throw new Refusal('stale-attempt', `slice ${id} has been stopped`)
  return slice
}
