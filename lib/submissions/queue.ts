import { is, SQL, sql } from 'drizzle-orm'
import { type Db, fromDrizzle, fromPglite, PgBoss } from 'pg-boss'
import { z } from 'zod'
import { type Connection, type Database, openConnection } from '../db/database'
import { readEnv } from '../env'

/** A slice is a job of this queue, and bears the job's id. */
const queueName = 'slices'
/** A slice that keeps sending heartbeats may run this long, in seconds. */
const longestSliceSeconds = 86_400
/** Times a slice is tried again after its worker was lost or failed. */
const retries = 4

/** The few things we ask of the queue; which job waits, runs or is tried again is its own business. */
export interface SliceQueue {
  readonly leaseSeconds: number
  add(transaction: Database, slices: readonly string[]): Promise<void>
  /** The next waiting slice, now active; null when nothing waits. */
  take(transaction: Database): Promise<string | null>
  /** Tells that the slice's worker is alive. */
  touch(transaction: Database, slice: string): Promise<void>
  complete(transaction: Database, slice: string): Promise<void>
  /** Gives the slice back, to be tried again while tries are left. */
  giveBack(transaction: Database, slice: string): Promise<void>
  /** Takes a slice out for good. */
  cancel(transaction: Database, slice: string): Promise<void>
  /** Gives back the slices whose workers have been silent for longer than the lease. */
  expire(): Promise<void>
  stateOf(
    transaction: Database,
    slice: string,
  ): Promise<'waiting' | 'retrying' | 'running' | 'done' | 'failed' | null>
  close(): Promise<void>
}

declare global {
  /** The one queue of this process, kept outside modules as its connection is. */
  var parallaxQueue: Promise<SliceQueue> | undefined
}

/** The queue of this process's database. */
export function openQueue(): Promise<SliceQueue> {
  globalThis.parallaxQueue ??= openConnection()
    .then(connection => startQueue(connection, readEnv().leaseSeconds))
    .catch(error => {
      globalThis.parallaxQueue = undefined
      throw error
    })
  return globalThis.parallaxQueue
}

/** Starts pg-boss on an open connection. @param leaseSeconds silence after which a slice is given to another. */
export async function startQueue(connection: Connection, leaseSeconds: number): Promise<SliceQueue> {
  const boss = new PgBoss({
    db: connection.driver === 'pglite' ? fromPglite(connection.client) : fromPool(connection.client),
    backend: connection.driver === 'pglite' ? 'pglite' : 'postgres',
    // Nothing may run between requests on a serverless portal: a worker that asks for work sets off the housekeeping.
    supervise: false,
    schedule: false,
    monitorIntervalSeconds: Math.max(1, Math.floor(leaseSeconds / 4)),
  })
  // Without a listener an event named `error` ends the process; calls reject on their own.
  boss.on('error', () => {})
  await boss.start()
  const settings = {
    heartbeatSeconds: leaseSeconds,
    expireInSeconds: longestSliceSeconds - 1,
    retryLimit: retries,
    retryDelay: 0,
  }
  if (await boss.getQueue(queueName)) await boss.updateQueue(queueName, settings)
  else await boss.createQueue(queueName, settings)
  return wrap(boss, leaseSeconds)
}

const rowsResult = z.object({ rows: z.array(z.unknown()) })

/** The queue's statements inside a transaction of ours, so that a job and its slice change together. */
function within(transaction: Database): { db: Db } {
  const execute = async (query: unknown) => {
    if (!is(query, SQL)) throw new Error('the queue sent something that is not SQL')
    return rowsResult.parse(await transaction.execute(query))
  }
  return { db: fromDrizzle({ execute }, sql) }
}

function fromPool(pool: { query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> }): Db {
  return { executeSql: (text, values) => pool.query(text, values) }
}

function wrap(boss: PgBoss, leaseSeconds: number): SliceQueue {
  const states = {
    created: 'waiting',
    retry: 'retrying',
    active: 'running',
    completed: 'done',
    cancelled: 'failed',
    failed: 'failed',
  } as const
  return {
    leaseSeconds,
    async add(transaction, slices) {
      const jobs = slices.map(id => ({ id, data: {} }))
      await boss.insert(queueName, jobs, within(transaction))
    },
    async take(transaction) {
      const [job] = await boss.fetch(queueName, within(transaction))
      return job?.id ?? null
    },
    async touch(transaction, slice) {
      await boss.touch(queueName, slice, within(transaction))
    },
    async complete(transaction, slice) {
      // A slice whose lease ran out but which nobody has taken since may still be completed by its worker.
      await boss.complete(queueName, slice, null, { ...within(transaction), includeQueued: true })
    },
    async giveBack(transaction, slice) {
      await boss.fail(queueName, slice, null, within(transaction))
    },
    async cancel(transaction, slice) {
      await boss.cancel(queueName, slice, within(transaction))
    },
    expire: () => boss.supervise(queueName, { reindex: false }),
    async stateOf(transaction, slice) {
      const [job] = await boss.findJobs(queueName, { id: slice, ...within(transaction) })
      return job ? states[job.state] : null
    },
    close: () => boss.stop({ graceful: false }),
  }
}
