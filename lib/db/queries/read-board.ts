import { and, desc, eq, sql } from 'drizzle-orm'
import type { BoardEntry } from '../../domain/board-entry'
import { checkpointDigest } from '../../domain/checkpoint'
import { runSummary, summaryVersion } from '../../domain/run-summary'
import type { Database } from '../database'
import { checkpoints, runs, submissions } from '../schema'

/** The latest complete run of every checkpoint that this version can read; see `renewSummaries`. */
export async function readBoard(database: Database): Promise<BoardEntry[]> {
  const rows = await database
    .selectDistinctOn([runs.checkpoint], { run: runs, checkpoint: checkpoints, submission: submissions })
    .from(runs)
    .innerJoin(checkpoints, eq(checkpoints.id, runs.checkpoint))
    .innerJoin(submissions, eq(submissions.id, runs.submission))
    .where(and(eq(runs.state, 'complete'), sql`${runs.summary} ->> 'version' = ${String(summaryVersion)}`))
    .orderBy(runs.checkpoint, desc(runs.finishedAt))
  return rows.map(row => ({
    checkpoint: row.checkpoint.id,
    name: row.checkpoint.name,
    digest: checkpointDigest.parse(row.checkpoint.digest),
    source: row.submission.source,
    run: row.run.id,
    submission: row.submission.id,
    finishedAt: row.run.finishedAt ?? row.run.createdAt,
    summary: runSummary.parse(row.run.summary),
  }))
}
