import { and, eq, sql } from 'drizzle-orm'
import type { Database } from '../db/database'
import { slices } from '../db/schema'
import type { SliceQueue } from './queue'
import { stopRun } from './stop-run'

/**
 * Lets the queue take back the slices whose workers are silent, and writes down what it decided. Called when a
 * worker asks for work, since nothing runs between the requests of a serverless portal.
 */
export async function expireSilentSlices(database: Database, queue: SliceQueue): Promise<void> {
  const silent = await database
    .select({ id: slices.id, run: slices.run, worker: slices.worker })
    .from(slices)
    .where(
      and(
        eq(slices.state, 'running'),
        sql`${slices.heartbeatAt} < now() - make_interval(secs => ${queue.leaseSeconds})`,
      ),
    )
  if (silent.length === 0) return
  await queue.expire()
  for (const { id, run, worker } of silent)
    await database.transaction(async transaction => {
      const [slice] = await transaction.select().from(slices).where(eq(slices.id, id)).for('update')
      const state = await queue.stateOf(transaction, id)
      // Another worker may have taken it in between: then it is running again, and no longer silent.
      if (slice?.state !== 'running' || state === 'running') return
      if (state === 'failed') {
        const message = `worker ${worker} and ${slice.attempt - 1} before it went silent`
        await stopRun(transaction, queue, run, 'failed', { code: 'worker-lost', message })
      } else await transaction.update(slices).set({ state: 'retrying' }).where(eq(slices.id, id))
    })
}
