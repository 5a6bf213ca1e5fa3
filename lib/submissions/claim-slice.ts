import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Database } from '../db/database'
import { checkpoints, outcomeBatches, runs, slices, submissions } from '../db/schema'
import { checkpointDigest } from '../domain/checkpoint'
import type { ClaimedSlice } from '../domain/work'
import { expireSilentSlices } from './expire-silent-slices'
import type { StoredSlice } from './fence'
import type { SliceQueue } from './queue'

/** Items whose outcomes are pushed together: what a killed worker loses at most. */
export const batchItems = 10

/**
 * Gives a worker the next waiting slice under a new attempt; null when nothing waits. The queue's job and our
 * row change in one transaction.
 */
export async function claimSlice(
  database: Database,
  queue: SliceQueue,
  worker: string,
): Promise<ClaimedSlice | null> {
  await expireSilentSlices(database, queue)
  return database.transaction(async transaction => {
    const id = await queue.take(transaction)
    if (id === null) return null
    const [slice] = await transaction
      .update(slices)
      .set({
        attempt: sql`${slices.attempt} + 1`,
        state: 'running',
        worker,
        secondsLeft: null,
        heartbeatAt: sql`now()`,
      })
      .where(eq(slices.id, id))
      .returning()
    if (!slice) throw new Error(`the queue holds slice ${id}, which has no row`)
    await transaction
      .update(runs)
      .set({ state: slice.kind === 'prepare' ? 'preparing' : 'running' })
      .where(and(eq(runs.id, slice.run), inArray(runs.state, ['queued', 'preparing', 'running'])))
    return describeSlice(transaction, slice, queue.leaseSeconds)
  })
}

async function describeSlice(
  transaction: Database,
  slice: StoredSlice,
  leaseSeconds: number,
): Promise<ClaimedSlice> {
  const [found] = await transaction
    .select({
      suite: runs.suite,
      means: runs.means,
      identities: runs.identities,
      source: submissions.source,
      encoder: submissions.encoder,
      backbone: submissions.backbone,
      digest: checkpoints.digest,
    })
    .from(runs)
    .innerJoin(submissions, eq(submissions.id, runs.submission))
    .leftJoin(checkpoints, eq(checkpoints.id, runs.checkpoint))
    .where(eq(runs.id, slice.run))
  if (!found) throw new Error(`slice ${slice.id} belongs to no run`)
  const { suite, source, encoder, backbone } = found
  const { id, attempt, run } = slice
  const common = { slice: id, attempt, run, source, suite, encoder, backbone, leaseSeconds }
  if (slice.kind === 'prepare') return { kind: 'prepare', ...common }
  if (slice.benchmark === null || slice.edition === null)
    throw new Error(`slice ${slice.id} has no benchmark`)
  const about = {
    digest: checkpointDigest.parse(found.digest),
    means: found.means ?? [],
    identities: found.identities ?? {},
    benchmark: slice.benchmark,
    edition: slice.edition,
  }
  if (slice.kind === 'reduce') {
    if (slice.probe === null) throw new Error(`slice ${slice.id} reduces for no probe`)
    return { kind: 'reduce', ...common, ...about, probe: slice.probe }
  }
  const stored = await transaction
    .select({ firstItem: outcomeBatches.firstItem })
    .from(outcomeBatches)
    .where(eq(outcomeBatches.slice, slice.id))
    .orderBy(asc(outcomeBatches.firstItem))
  return {
    kind: 'items',
    ...common,
    ...about,
    firstItem: slice.firstItem,
    endItem: slice.endItem,
    storedBatches: stored.map(batch => batch.firstItem),
    batchItems,
  }
}
