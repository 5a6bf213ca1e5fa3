import { jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { ReductionPush } from '../../domain/work'
import { slices } from './slices'

/** The result of one slice that reduces, or why it has none. */
export const reductions = pgTable('reductions', {
  slice: text('slice')
    .primaryKey()
    .references(() => slices.id),
  /** Parsed against its schema when it is pushed. */
  result: jsonb('result').$type<ReductionPush['result']>().notNull(),
})
