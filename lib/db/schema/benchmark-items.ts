import { integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { ItemRecord } from '../../domain/item'
import { benchmarkEditions } from './benchmark-editions'

/** The items of an edition, in the order of the file. */
export const benchmarkItems = pgTable(
  'benchmark_items',
  {
    edition: text('edition')
      .notNull()
      .references(() => benchmarkEditions.edition),
    place: integer('place').notNull(),
    record: jsonb('record').$type<ItemRecord>().notNull(),
  },
  table => [primaryKey({ columns: [table.edition, table.place] })],
)
