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
import { digestParts } from '../domain/checkpoint'
import { Refusal } from '../domain/refusal'
import type { InstalledBenchmark, PreparedReport } from '../domain/work'
import { cutIntoSlices } from './cut-into-slices'
import { lockSlice } from './fence'
import type { SliceQueue } from './queue'

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
    await checkRelatives(transaction, run, report)
    const checkpoint = await storeCheckpoint(transaction, run, report)
    const [{ suite }] = await transaction
      .update(runs)
      .set({
        checkpoint,
        engine: report.engine,
        means: report.means,
        identities: report.identities,
        lacking: report.lacking,
        state: 'running',
      })
      .where(eq(runs.id, run))
      .returning({ suite: runs.suite })
    for (const [place, benchmark] of report.benchmarks.entries()) {
      await storeEdition(transaction, benchmark)
      const { edition, title } = benchmark
      await transaction
        .insert(runBenchmarks)
        .values({ run, benchmark: benchmark.benchmark, edition, title, place })
    }
    const cut = cutIntoSlices(run, suite, report)
    await transaction.insert(slices).values(cut)
    await transaction.update(slices).set({ state: 'done' }).where(eq(slices.id, slice))
    await queue.complete(transaction, slice)
    await queue.add(
      transaction,
      cut.map(({ id }) => id),
    )
  })
}

function checkReport({ benchmarks, means, identities }: PreparedReport): void {
  const nameless = means.find(need => need !== 'weights' && identities[need] === undefined)
  if (nameless !== undefined)
    throw new Refusal('bad-request', `the report has means "${nameless}" and does not say which one it is`)
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

/** @throws Refusal `bad-request` where a relative is reported that the submission does not declare. */
async function checkRelatives(transaction: Database, run: string, { means }: PreparedReport): Promise<void> {
  const [declared] = await transaction
    .select({ encoder: submissions.encoder, backbone: submissions.backbone })
    .from(runs)
    .innerJoin(submissions, eq(submissions.id, runs.submission))
    .where(eq(runs.id, run))
  const undeclared = (['encoder', 'backbone'] as const).find(
    need => means.includes(need) && !declared?.[need],
  )
  if (undeclared)
    throw new Refusal(
      'bad-request',
      `the report has means "${undeclared}", which the submission does not declare`,
    )
}

async function storeCheckpoint(
  transaction: Database,
  run: string,
  { digest, shape }: PreparedReport,
): Promise<string> {
  const id = digestParts(digest).hex.slice(0, 12)
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
