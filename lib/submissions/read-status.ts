import { asc, eq } from 'drizzle-orm'
import type { Database } from '../db/database'
import { runs, slices, submissions } from '../db/schema'
import { type SubmissionStatus, sourceName } from '../domain/submission'

/** How far a submission's run has come; null where there is no such submission. */
export async function readStatus(database: Database, id: string): Promise<SubmissionStatus | null> {
  const [found] = await database
    .select({ submission: submissions, run: runs })
    .from(submissions)
    .innerJoin(runs, eq(runs.submission, submissions.id))
    .where(eq(submissions.id, id))
  if (!found) return null
  const own = await database
    .select()
    .from(slices)
    .where(eq(slices.run, found.run.id))
    .orderBy(asc(slices.place))
  return {
    submission: id,
    run: found.run.id,
    name: found.submission.name,
    encoder: found.submission.encoder && sourceName(found.submission.encoder),
    backbone: found.submission.backbone && sourceName(found.submission.backbone),
    state: found.run.state,
    itemsDone: own.reduce((sum, slice) => sum + slice.itemsDone, 0),
    items: own.reduce((sum, slice) => sum + slice.endItem - slice.firstItem, 0),
    slices: own.map(slice => ({
      id: slice.id,
      kind: slice.kind,
      benchmark: slice.benchmark,
      probe: slice.probe,
      state: slice.state,
      attempt: slice.attempt,
      itemsDone: slice.itemsDone,
      items: slice.endItem - slice.firstItem,
      worker: slice.worker,
      secondsLeft: slice.secondsLeft,
      heartbeatAt: slice.heartbeatAt?.toISOString() ?? null,
    })),
    reason: found.run.reason,
    checkpoint: found.run.state === 'complete' ? found.run.checkpoint : null,
  }
}
