import { index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { runs } from './runs'

/**
 * Progress of one slice of a run. Whether it waits, runs or is tried again is decided by the queue, whose job
 * bears the slice's id; what stands here is the attempt last handed out (the fence) and how far it came.
 */
export const slices = pgTable(
  'slices',
  {
    /** A UUID, which is the id of the slice's job as well. */
    id: text('id').primaryKey(),
    run: text('run')
      .notNull()
      .references(() => runs.id),
    kind: text('kind').$type<'prepare' | 'items' | 'reduce'>().notNull(),
    /** Order of the slices within their run. */
    place: integer('place').notNull(),
    /** Of a slice that reduces; its benchmark's items are read along. */
    probe: text('probe'),
    benchmark: text('benchmark'),
    edition: text('edition'),
    firstItem: integer('first_item').notNull(),
    endItem: integer('end_item').notNull(),
    state: text('state').$type<'waiting' | 'running' | 'retrying' | 'done' | 'failed'>().notNull(),
    attempt: integer('attempt').notNull().default(0),
    itemsDone: integer('items_done').notNull().default(0),
    worker: text('worker'),
    /** By the worker's last heartbeat; null where it did not say. */
    secondsLeft: integer('seconds_left'),
    heartbeatAt: timestamp('heartbeat_at', { withTimezone: true }),
    reasonCode: text('reason_code'),
    reasonMessage: text('reason_message'),
  },
  table => [index('slices_run').on(table.run, table.place)],
)
