import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** One content of a benchmark file, known by the hash over its items. */
export const benchmarkEditions = pgTable('benchmark_editions', {
  edition: text('edition').primaryKey(),
  benchmark: text('benchmark').notNull(),
  title: text('title').notNull(),
  items: integer('items').notNull(),
  /** The shortest side of any picture, in pixels: decides which grids a spatial shuffle uses. */
  smallestSide: integer('smallest_side').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
})
