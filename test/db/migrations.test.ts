import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { expect, test } from 'vitest'
import { z } from 'zod'
import * as schema from '#lib/db/schema/index'
import { temporaryFolder } from '#test/support/temporary-folder'

const all = join(import.meta.dirname, '../../drizzle')
const journal = z.looseObject({ entries: z.array(z.looseObject({ tag: z.string() })).min(2) })

/** The first migration alone, as an early portal had it. */
function firstOnly(): string {
  const folder = temporaryFolder()
  const whole = journal.parse(JSON.parse(readFileSync(join(all, 'meta/_journal.json'), 'utf8')))
  const [first] = whole.entries
  mkdirSync(join(folder, 'meta'))
  cpSync(join(all, `${first?.tag}.sql`), join(folder, `${first?.tag}.sql`))
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ ...whole, entries: [first] }))
  return folder
}

test('what an early portal stored is there after every later migration', async () => {
  const client = await PGlite.create()
  const database = drizzle(client, { schema })
  await migrate(database, { migrationsFolder: firstOnly() })
  await client.query(
    `insert into submissions (id, name, source) values ('s', 'mine', '{"kind":"directory","path":"/a"}')`,
  )
  await client.query(`insert into runs (id, submission, suite, state) values ('r', 's', 'demo', 'queued')`)
  await migrate(database, { migrationsFolder: all })
  expect(await database.select().from(schema.submissions)).toMatchObject([
    { id: 's', name: 'mine', source: { kind: 'directory', path: '/a' }, encoder: null, backbone: null },
  ])
  expect(await database.select().from(schema.runs)).toMatchObject([
    { id: 'r', submission: 's', means: null, identities: null },
  ])
  await client.close()
})
