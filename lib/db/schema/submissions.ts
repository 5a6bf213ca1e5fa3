import { jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import type { CheckpointSource } from '../../domain/submission'

/** What somebody asked to have evaluated. */
export const submissions = pgTable('submissions', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  source: jsonb('source').$type<CheckpointSource>().notNull(),
  /** Declared relatives; null where none is declared. */
  encoder: jsonb('encoder').$type<CheckpointSource>(),
  backbone: jsonb('backbone').$type<CheckpointSource>(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})
