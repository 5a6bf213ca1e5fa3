import { and, asc, eq } from 'drizzle-orm'
import type { Database } from '../database'
import { outcomeBatches, runs, slices } from '../schema'

/** One artifact of answers. */
export interface StoredAnswers {
  readonly key: string
  readonly benchmark: string
}

/** The artifacts that hold a complete run's answers, in the order of benchmarks and items. */
export async function listResponseKeys(database: Database, run: string): Promise<StoredAnswers[]> {
  const rows = await database
    .select({ key: outcomeBatches.responses, benchmark: slices.benchmark })
    .from(outcomeBatches)
    .innerJoin(slices, eq(slices.id, outcomeBatches.slice))
    .innerJoin(runs, eq(runs.id, slices.run))
    .where(and(eq(runs.id, run), eq(runs.state, 'complete')))
    .orderBy(asc(slices.place), asc(outcomeBatches.firstItem))
  return rows.flatMap(({ key, benchmark }) => (benchmark === null ? [] : [{ key, benchmark }]))
}
