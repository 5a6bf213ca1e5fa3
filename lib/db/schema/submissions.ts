import { jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import type { CheckpointSource } from '../../domain/submission'

/** What somebody asked to have evaluated. */
export const submissions = pgTable('submissions', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  source: jsonb('source').$type<CheckpointSource>().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})
