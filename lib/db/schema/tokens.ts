import { pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** Bearer tokens, of which only the hash is kept. */
export const tokens = pgTable('tokens', {
  /** SHA-256 of the token, hex. */
  hash: text('hash').primaryKey(),
  label: text('label').notNull(),
  scope: text('scope').$type<'worker'>().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
})
