import { desc, eq, sql } from 'drizzle-orm'
import type { RunState } from '../../domain/submission'
import type { Database } from '../database'
import { runs, slices, submissions } from '../schema'

export interface RunListing {
  readonly submission: string
  readonly name: string
  readonly state: RunState
  readonly itemsDone: number
  readonly items: number
  readonly createdAt: Date
}

/** The latest runs, newest first. */
export async function listRuns(database: Database, limit = 50): Promise<RunListing[]> {
  return database
    .select({
      submission: submissions.id,
      name: submissions.name,
      state: runs.state,
      itemsDone: sql<number>`coalesce(sum(${slices.itemsDone}), 0)::int`,
      items: sql<number>`coalesce(sum(${slices.endItem} - ${slices.firstItem}), 0)::int`,
      createdAt: runs.createdAt,
    })
    .from(runs)
    .innerJoin(submissions, eq(submissions.id, runs.submission))
    .leftJoin(slices, eq(slices.run, runs.id))
    .groupBy(submissions.id, runs.id)
    .orderBy(desc(runs.createdAt))
    .limit(limit)
}
