import { createHash, timingSafeEqual } from 'node:crypto'
import { and, eq, isNull } from 'drizzle-orm'
import type { Database } from '../db/database'
import { tokens } from '../db/schema'
import { Refusal } from '../domain/refusal'
import { readEnv } from '../env'

/**
 * Lets a worker in that bears the token of the environment or one whose hash is on file.
 * @param authorization the request's `Authorization` header. @throws Refusal `unauthorized`.
 */
export async function authorizeWorker(database: Database, authorization: string | null): Promise<void> {
  const token = /^Bearer (\S{1,512})$/.exec(authorization ?? '')?.[1]
  if (token === undefined)
    throw new Refusal('unauthorized', 'a worker must send "Authorization: Bearer TOKEN"')
  const hash = createHash('sha256').update(token).digest()
  const { workerToken } = readEnv()
  // Hashes have one length, so the comparison tells nothing about the token.
  if (workerToken !== undefined && timingSafeEqual(hash, createHash('sha256').update(workerToken).digest()))
    return
  const known = await database
    .select({ label: tokens.label })
    .from(tokens)
    .where(and(eq(tokens.hash, hash.toString('hex')), eq(tokens.scope, 'worker'), isNull(tokens.revokedAt)))
  if (known.length === 0) throw new Refusal('unauthorized', 'the worker token is not known to this portal')
}
