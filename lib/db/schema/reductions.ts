import { jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { AlignmentResult } from '../../domain/reduction-result'
import { slices } from './slices'

/** The result of one slice that reduces. */
export const reductions = pgTable('reductions', {
  slice: text('slice')
    .primaryKey()
    .references(() => slices.id),
  /** Parsed against its schema when it is pushed. */
  result: jsonb('result').$type<AlignmentResult>().notNull(),
})
