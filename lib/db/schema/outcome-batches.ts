import { integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import type { ConditionOutcomes } from '../../domain/work'
import { slices } from './slices'

/** The outcomes of one batch of items under all of their conditions, written once. */
export const outcomeBatches = pgTable(
  'outcome_batches',
  {
    slice: text('slice')
      .notNull()
      .references(() => slices.id),
    firstItem: integer('first_item').notNull(),
    endItem: integer('end_item').notNull(),
    attempt: integer('attempt').notNull(),
    scorer: text('scorer').notNull(),
    promptProfile: text('prompt_profile').notNull(),
    outcomes: jsonb('outcomes').$type<ConditionOutcomes[]>().notNull(),
    /** Key of the compressed answers among the artifacts. */
    responses: text('responses').notNull(),
    storedAt: timestamp('stored_at', { withTimezone: true }).notNull().defaultNow(),
  },
  table => [primaryKey({ columns: [table.slice, table.firstItem] })],
)
