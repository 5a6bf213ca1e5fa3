import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { editionHash } from '../benchmarks/edition'
import { benchmarkById } from '../benchmarks/index'
import type { Database } from '../db/database'
import {
  benchmarkEditions,
  benchmarkItems,
  checkpoints,
  runBenchmarks,
  runs,
  slices,
  submissions,
} from '../db/schema'
import { Refusal } from '../domain/refusal'
import type { InstalledBenchmark, PreparedReport } from '../domain/work'
import { lockSlice } from './fence'
import type { SliceQueue } from './queue'

/** Items of one slice: small enough that several workers share a benchmark. */
const sliceItems = 60

/**
 * Takes down what a worker found behind a submission and cuts the run into slices. Saying it twice is saying it
 * once. @throws Refusal `stale-attempt`, `unknown-benchmark`, `bad-request`.
 */
export async function recordPrepared(
  database: Database,
  queue: SliceQueue,
  slice: string,
  report: PreparedReport,
): Promise<void> {
  checkReport(report)
  await database.transaction(async transaction => {
    const { run, state, kind } = await lockSlice(transaction, slice, report.attempt)
    if (kind !== 'prepare') throw new Refusal('bad-request', `slice ${slice} has nothing to prepare`)
    if (state === 'done') return
    const checkpoint = await storeCheckpoint(transaction, run, report)
    await transaction
      .update(runs)
      .set({ checkpoint, engine: report.engine, state: 'running' })
      .where(eq(runs.id, run))
    for (const [place, benchmark] of report.benchmarks.entries()) {
      await storeEdition(transaction, benchmark)
      const { edition, title } = benchmark
      await transaction
        .insert(runBenchmarks)
        .values({ run, benchmark: benchmark.benchmark, edition, title, place })
    }
    const cut = cutIntoSlices(run, report.benchmarks)
    await transaction.insert(slices).values(cut)
    await transaction.update(slices).set({ state: 'done' }).where(eq(slices.id, slice))
    await queue.complete(transaction, slice)
    await queue.add(
      transaction,
      cut.map(({ id }) => id),
    )
  })
}

function checkReport({ benchmarks }: PreparedReport): void {
  const seen = new Set<string>()
  for (const { benchmark, edition, items, title } of benchmarks) {
    benchmarkById(benchmark)
    if (seen.has(benchmark)) throw new Refusal('bad-request', `benchmark ${benchmark} is reported twice`)
    seen.add(benchmark)
    const expected = editionHash(items.map(item => item.hash))
    if (edition !== expected)
      throw new Refusal('bad-request', `${title}: edition ${edition} is not that of its items, ${expected}`)
  }
}

async function storeCheckpoint(
  transaction: Database,
  run: string,
  { digest, shape }: PreparedReport,
): Promise<string> {
  const id = digest.slice('sha256:'.length).slice(0, 12)
  const [named] = await transaction
    .select({ name: submissions.name })
    .from(runs)
    .innerJoin(submissions, eq(submissions.id, runs.submission))
    .where(eq(runs.id, run))
  await transaction
    .insert(checkpoints)
    .values({ id, digest, shape, name: named?.name ?? id })
    .onConflictDoNothing()
  const [stored] = await transaction
    .select({ digest: checkpoints.digest })
    .from(checkpoints)
    .where(eq(checkpoints.id, id))
  if (stored?.digest !== digest)
    throw new Error(`checkpoints ${stored?.digest} and ${digest} share the id ${id}`)
  return id
}

async function storeEdition(transaction: Database, installed: InstalledBenchmark): Promise<void> {
  const { benchmark, title, edition, smallestSide, items } = installed
  const inserted = await transaction
    .insert(benchmarkEditions)
    .values({ edition, benchmark, title, items: items.length, smallestSide })
    .onConflictDoNothing()
    .returning()
  if (inserted.length === 0) return
  const rows = items.map((record, place) => ({ edition, place, record }))
  // Postgres takes at most 65,535 parameters in a statement.
  for (let first = 0; first < rows.length; first += 1000)
    await transaction.insert(benchmarkItems).values(rows.slice(first, first + 1000))
}

function cutIntoSlices(run: string, benchmarks: readonly InstalledBenchmark[]) {
  let place = 0
  return benchmarks.flatMap(({ benchmark, edition, items }) =>
    Array.from({ length: Math.ceil(items.length / sliceItems) }, (_, at) => {
      place += 1
      const firstItem = at * sliceItems
      const endItem = Math.min(firstItem + sliceItems, items.length)
      const state = 'waiting' as const
      return {
        id: randomUUID(),
        run,
        kind: 'items' as const,
        place,
        benchmark,
        edition,
        firstItem,
        endItem,
        state,
      }
    }),
  )
}
