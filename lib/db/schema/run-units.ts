import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { runs } from './runs'

/** A complete run's scores unit by unit, which ranks are tested on: typed arrays, little-endian, in base64. */
export const runUnits = pgTable(
  'run_units',
  {
    run: text('run')
      .notNull()
      .references(() => runs.id),
    benchmark: text('benchmark').notNull(),
    edition: text('edition').notNull(),
    scorer: text('scorer').notNull(),
    promptProfile: text('prompt_profile').notNull(),
    /** float32 */
    values: text('values').notNull(),
    /** int32 */
    stratum: text('stratum').notNull(),
    cluster: text('cluster').notNull(),
  },
  table => [primaryKey({ columns: [table.run, table.benchmark] })],
)
