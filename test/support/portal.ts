import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { type Connection, connect, type Database } from '#lib/db/database'
import { type SliceQueue, startQueue } from '#lib/submissions/queue'

export interface TestPortal {
  readonly folder: string
  readonly database: Database
  readonly queue: SliceQueue
  /** Lets time pass for the workers that hold slices, as if they had been silent for the whole lease. */
  silence(): Promise<void>
  close(): Promise<void>
}

/** A portal's database and queue in a folder of their own, with the real migrations. */
export async function openTestPortal(): Promise<TestPortal> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-test-'))
  process.env.PARALLAX_DATA = folder
  delete process.env.DATABASE_URL
  delete process.env.POSTGRES_URL
  // Another Postgres, empty and of this test's own, stands in where one is named.
  const url = process.env.PARALLAX_TEST_DATABASE_URL
  const connection: Connection = await connect(
    url === undefined ? { driver: 'pglite', folder: join(folder, 'database') } : { driver: 'pg', url },
  )
  const queue = await startQueue(connection, 10)
  const { database } = connection
  return {
    folder,
    database,
    queue,
    async silence() {
      await database.execute(sql`update slices set heartbeat_at = heartbeat_at - interval '1 hour'`)
      await database.execute(sql`update pgboss.job set heartbeat_on = heartbeat_on - interval '1 hour'`)
      await database.execute(sql`update pgboss.queue set monitor_claim_on = null, monitor_on = null`)
    },
    async close() {
      await queue.close()
      await connection.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
