import { jsonb, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'
import type { CheckpointShape } from '../../domain/checkpoint'

/** One set of weights, known by its digest. */
export const checkpoints = pgTable(
  'checkpoints',
  {
    /** First 12 hex digits of the digest: the id in addresses. */
    id: text('id').primaryKey(),
    digest: text('digest').notNull(),
    /** The name it was first submitted under. */
    name: text('name').notNull(),
    shape: jsonb('shape').$type<CheckpointShape>().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  table => [uniqueIndex('checkpoints_digest').on(table.digest)],
)
