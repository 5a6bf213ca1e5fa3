import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { benchmarkEditions } from './benchmark-editions'
import { runs } from './runs'

/** Which edition of each benchmark a run is evaluated on, in the order the worker reported them. */
export const runBenchmarks = pgTable(
  'run_benchmarks',
  {
    run: text('run')
      .notNull()
      .references(() => runs.id),
    benchmark: text('benchmark').notNull(),
    edition: text('edition')
      .notNull()
      .references(() => benchmarkEditions.edition),
    /** What this run's file was called. */
    title: text('title').notNull(),
    place: integer('place').notNull(),
  },
  table => [primaryKey({ columns: [table.run, table.benchmark] })],
)
