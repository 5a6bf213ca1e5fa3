import { and, eq, sql } from 'drizzle-orm'
import type { Database } from '../db/database'
import { runs, runUnits } from '../db/schema'
import { summaryVersion } from '../domain/run-summary'
import { storeUnits } from './store-units'
import { summariseStoredRun } from './summarise-stored-run'

/** A complete run that is on no page: its outcomes are kept, and what this version makes of them is an error. */
export interface UnreadableRun {
  readonly run: string
  readonly reason: string
}

/**
 * Computes the summaries that another version wrote anew, from the outcomes they were made of. One that cannot be made
 * stays as it is, and off the board. Returns those.
 */
export async function renewSummaries(database: Database): Promise<UnreadableRun[]> {
  const stale = await database
    .select({ run: runs.id })
    .from(runs)
    .where(
      and(
        eq(runs.state, 'complete'),
        sql`${runs.summary} ->> 'version' is distinct from ${String(summaryVersion)}`,
      ),
    )
  const unreadable: UnreadableRun[] = []
  for (const { run } of stale) {
    const reason = await renew(database, run)
    if (reason !== null) unreadable.push({ run, reason })
  }
  return unreadable
}

/** Returns why it could not be done, or null. */
async function renew(database: Database, run: string): Promise<string | null> {
  try {
    await database.transaction(async transaction => {
      const { summary, units } = await summariseStoredRun(transaction, run)
      await transaction.delete(runUnits).where(eq(runUnits.run, run))
      await storeUnits(transaction, run, units)
      await transaction.update(runs).set({ summary }).where(eq(runs.id, run))
    })
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
