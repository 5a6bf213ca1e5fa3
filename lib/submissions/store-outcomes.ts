import { gzipSync } from 'node:zlib'
import { asc, eq, sql } from 'drizzle-orm'
import type { Database } from '../db/database'
import { benchmarkEditions, benchmarkItems, checkpoints, outcomeBatches, runs, slices } from '../db/schema'
import { Refusal } from '../domain/refusal'
import type { OutcomeBatch } from '../domain/work'
import { putArtifact } from './artifacts'
import { checkBatch } from './check-batch'
import { batchItems } from './claim-slice'
import { lockSlice, type StoredSlice } from './fence'
import type { SliceQueue } from './queue'
import { keepAlive } from './record-heartbeat'

/**
 * Stores one batch of outcomes with its answers; a batch that is there already is left as it is.
 * @throws Refusal `stale-attempt`, `bad-request` naming what does not fit.
 */
export async function storeOutcomes(
  database: Database,
  queue: SliceQueue,
  slice: string,
  batch: OutcomeBatch,
): Promise<void> {
  await database.transaction(async transaction => {
    const stored = await lockSlice(transaction, slice, batch.attempt)
    await checkAgainstSlice(transaction, stored, batch)
    const { firstItem, endItem, attempt, scorer, promptProfile, outcomes } = batch
    // Before the row that names it, so that no row names an artifact that is not there.
    const answers = batch.responses.map(response => `${JSON.stringify(response)}\n`).join('')
    const responses = await putArtifact(gzipSync(answers), 'jsonl.gz')
    const inserted = await transaction
      .insert(outcomeBatches)
      .values({ slice, firstItem, endItem, attempt, scorer, promptProfile, outcomes, responses })
      .onConflictDoNothing()
      .returning({ slice: outcomeBatches.slice })
    if (inserted.length > 0)
      await transaction
        .update(slices)
        .set({ itemsDone: sql`${slices.itemsDone} + ${endItem - firstItem}` })
        .where(eq(slices.id, slice))
    await keepAlive(transaction, queue, slice)
  })
}

async function checkAgainstSlice(
  transaction: Database,
  slice: StoredSlice,
  batch: OutcomeBatch,
): Promise<void> {
  const { firstItem, endItem } = batch
  const expectedEnd = Math.min(firstItem + batchItems, slice.endItem)
  if (
    (firstItem - slice.firstItem) % batchItems !== 0 ||
    firstItem < slice.firstItem ||
    endItem !== expectedEnd
  )
    throw new Refusal(
      'bad-request',
      `items ${firstItem} to ${endItem} are not a batch of slice ${slice.id}, items ${slice.firstItem} to ${slice.endItem} by ${batchItems}`,
    )
  const [found] = await transaction
    .select({
      suite: runs.suite,
      means: runs.means,
      checkpoint: checkpoints.shape,
    })
    .from(benchmarkEditions)
    .innerJoin(runs, eq(runs.id, slice.run))
    .innerJoin(checkpoints, eq(checkpoints.id, runs.checkpoint))
    .where(eq(benchmarkEditions.edition, slice.edition ?? ''))
  if (!found || slice.benchmark === null) throw new Refusal('bad-request', `slice ${slice.id} has no items`)
  const items = await transaction
    .select({ record: benchmarkItems.record })
    .from(benchmarkItems)
    .where(eq(benchmarkItems.edition, slice.edition ?? ''))
    .orderBy(asc(benchmarkItems.place))
  const records = items.map(item => item.record)
  checkBatch({ benchmark: slice.benchmark, items: records, ...found, means: found.means ?? [] }, batch)
}
