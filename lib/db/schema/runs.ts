import { index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import type { RunSummary } from '../../domain/run-summary'
import type { RunState } from '../../domain/submission'
import type { SuiteId } from '../../domain/suite'
import type { PreparedReport } from '../../domain/work'
import { checkpoints } from './checkpoints'
import { submissions } from './submissions'

/** Why a run or a slice ended without a result. */
export interface StoredReason {
  readonly code: string
  readonly message: string
}

/** One evaluation of one submission under one suite. */
export const runs = pgTable(
  'runs',
  {
    id: text('id').primaryKey(),
    submission: text('submission')
      .notNull()
      .references(() => submissions.id),
    suite: text('suite').$type<SuiteId>().notNull(),
    state: text('state').$type<RunState>().notNull(),
    /** Null until the run is prepared. */
    checkpoint: text('checkpoint').references(() => checkpoints.id),
    engine: jsonb('engine').$type<PreparedReport['engine']>(),
    means: jsonb('means').$type<PreparedReport['means']>(),
    identities: jsonb('identities').$type<PreparedReport['identities']>(),
    /** Why means that were given could not be used; null of runs that did not say. */
    lacking: jsonb('lacking').$type<PreparedReport['lacking']>(),
    /** The document the pages show; parsed against its schema when it is read. */
    summary: jsonb('summary').$type<RunSummary>(),
    reason: jsonb('reason').$type<StoredReason>(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    finishedAt: timestamp('finished_at', { withTimezone: true }),
  },
  table => [
    index('runs_submission').on(table.submission),
    index('runs_checkpoint_finished').on(table.checkpoint, table.finishedAt),
    index('runs_state').on(table.state),
  ],
)
