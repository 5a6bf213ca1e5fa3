import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { type DatabaseChoice, readEnv } from '../env'
import { lockFolder } from './folder-lock'
import * as schema from './schema/index'

/** The database, whichever driver it is reached by; also what a transaction looks like to a query. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>

/** What a pool of `pg` and of `@vercel/postgres` have in common. */
export interface SqlPool {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
  end(): Promise<void>
}

/** An open database and the client beneath it, which the queue speaks to directly. */
export type Connection = { readonly database: Database; close(): Promise<void> } & (
  | { readonly driver: 'pglite'; readonly client: PGlite }
  | { readonly driver: 'pg' | 'vercel'; readonly client: SqlPool }
)

const migrationsFolder = join(process.cwd(), 'drizzle')
/** Any number will do, as long as every portal asks for the same advisory lock before it migrates. */
const migrationLock = 2410_04751

declare global {
  /** The one connection of this process. A development server reloads modules, so it is kept outside them. */
  var parallaxConnection: Promise<Connection> | undefined
}

/** Opens the database that the environment chooses, once a process, and brings its tables up to date. */
export function openConnection(): Promise<Connection> {
  globalThis.parallaxConnection ??= connect(readEnv().database).catch(error => {
    globalThis.parallaxConnection = undefined
    throw error
  })
  return globalThis.parallaxConnection
}

export async function openDatabase(): Promise<Database> {
  return (await openConnection()).database
}

/** Opens a database and migrates it. @throws Error where another process holds an embedded one. */
export function connect(choice: DatabaseChoice): Promise<Connection> {
  switch (choice.driver) {
    case 'pglite':
      return connectEmbedded(choice.folder)
    case 'pg':
      return connectPg(choice.url)
    case 'vercel':
      return connectVercel(choice.url)
  }
}

async function connectEmbedded(folder: string): Promise<Connection> {
  const release = lockFolder(folder)
  const { PGlite } = await import('@electric-sql/pglite')
  const { drizzle } = await import('drizzle-orm/pglite')
  const { migrate } = await import('drizzle-orm/pglite/migrator')
  const client = await PGlite.create(join(folder, 'pgdata'))
  const database = drizzle(client, { schema })
  await migrate(database, { migrationsFolder })
  return {
    driver: 'pglite',
    client,
    database,
    async close() {
      await client.close()
      release()
    },
  }
}

async function connectPg(url: string): Promise<Connection> {
  const { default: pg } = await import('pg')
  const { drizzle } = await import('drizzle-orm/node-postgres')
  const { migrate } = await import('drizzle-orm/node-postgres/migrator')
  const client = new pg.Pool({ connectionString: url })
  await withMigrationLock(await client.connect(), session =>
    migrate(drizzle(session, { schema }), { migrationsFolder }),
  )
  return { driver: 'pg', client, database: drizzle(client, { schema }), close: () => client.end() }
}

async function connectVercel(url: string): Promise<Connection> {
  const { createPool } = await import('@vercel/postgres')
  const { drizzle } = await import('drizzle-orm/vercel-postgres')
  const { migrate } = await import('drizzle-orm/vercel-postgres/migrator')
  const client = createPool({ connectionString: url })
  await withMigrationLock(await client.connect(), session =>
    migrate(drizzle(session, { schema }), { migrationsFolder }),
  )
  return { driver: 'vercel', client, database: drizzle(client, { schema }), close: () => client.end() }
}

interface Session {
  query(text: string): Promise<unknown>
  release(): void
}

/** Several portals may start at once; one migrates while the others wait. */
async function withMigrationLock<T extends Session>(session: T, migrate: (session: T) => Promise<void>) {
  try {
    await session.query(`select pg_advisory_lock(${migrationLock})`)
    await migrate(session)
    await session.query(`select pg_advisory_unlock(${migrationLock})`)
  } finally {
    session.release()
  }
}
