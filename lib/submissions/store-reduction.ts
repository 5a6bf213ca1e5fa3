import { eq } from 'drizzle-orm'
import type { Database } from '../db/database'
import { benchmarkItems, reductions } from '../db/schema'
import type { AlignmentResult } from '../domain/reduction-result'
import { Refusal } from '../domain/refusal'
import type { ReductionPush } from '../domain/work'
import { lockSlice } from './fence'
import type { SliceQueue } from './queue'
import { keepAlive } from './record-heartbeat'

/**
 * Stores what a slice was reduced to; a result that is there already is left as it is.
 * @throws Refusal `stale-attempt`, `bad-request` where it is about something else.
 */
export async function storeReduction(
  database: Database,
  queue: SliceQueue,
  slice: string,
  { attempt, result }: ReductionPush,
): Promise<void> {
  await database.transaction(async transaction => {
    const stored = await lockSlice(transaction, slice, attempt)
    const asked = [stored.probe, stored.benchmark, stored.edition].join(' ')
    const told = [result.probe, result.benchmark, 'reason' in result ? stored.edition : result.edition].join(
      ' ',
    )
    if (stored.kind !== 'reduce' || asked !== told)
      throw new Refusal('bad-request', `slice ${slice} asks for no reduction of ${told}`)
    if (!('reason' in result)) await checkResult(transaction, result)
    await transaction.insert(reductions).values({ slice, result }).onConflictDoNothing()
    await keepAlive(transaction, queue, slice)
  })
}

/** @throws Refusal `bad-request` where rows and items differ, or an item is named twice or is not in the edition. */
async function checkResult(
  transaction: Database,
  { edition, items, languageModels }: AlignmentResult,
): Promise<void> {
  const lengths = languageModels.flatMap(({ encoder, checkpoint, others }) =>
    [checkpoint, encoder, ...others].map(side => side.rows.length),
  )
  const wrong = lengths.find(length => length !== items.length)
  if (wrong !== undefined)
    throw new Refusal('bad-request', `the reduction has ${wrong} rows for ${items.length} items`)
  const rows = await transaction
    .select({ record: benchmarkItems.record })
    .from(benchmarkItems)
    .where(eq(benchmarkItems.edition, edition))
  const left = new Set(rows.map(({ record }) => record.id))
  const odd = items.find(item => !left.delete(item))
  if (odd !== undefined)
    throw new Refusal('bad-request', `the reduction names item ${odd} twice, or the edition has no such item`)
}
