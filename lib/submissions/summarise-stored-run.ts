import { and, asc, eq } from 'drizzle-orm'
import type { Database } from '../db/database'
import { benchmarkItems, checkpoints, outcomeBatches, runBenchmarks, runs, slices } from '../db/schema'
import type { Cell } from '../domain/cell'
import type { RunSummary } from '../domain/run-summary'
import type { ConditionOutcomes } from '../domain/work'
import type { BenchmarkOutcomes } from '../leaderboard/run-outcomes'
import { summariseRun } from '../leaderboard/summarise-run'
import { readJudge } from './stored-responses'

/** Reads a run's outcomes and computes what its pages show. */
export async function summariseStoredRun(database: Database, run: string): Promise<RunSummary> {
  const [found] = await database
    .select({ suite: runs.suite, engine: runs.engine, shape: checkpoints.shape })
    .from(runs)
    .innerJoin(checkpoints, eq(checkpoints.id, runs.checkpoint))
    .where(eq(runs.id, run))
  if (!found?.engine) throw new Error(`run ${run} was never prepared`)
  const used = await database
    .select()
    .from(runBenchmarks)
    .where(eq(runBenchmarks.run, run))
    .orderBy(asc(runBenchmarks.place))
  const benchmarks: BenchmarkOutcomes[] = []
  for (const { benchmark, edition, title } of used) {
    const items = await database
      .select({ record: benchmarkItems.record })
      .from(benchmarkItems)
      .where(eq(benchmarkItems.edition, edition))
      .orderBy(asc(benchmarkItems.place))
    const batches = await database
      .select({ batch: outcomeBatches })
      .from(outcomeBatches)
      .innerJoin(slices, eq(slices.id, outcomeBatches.slice))
      .where(and(eq(slices.run, run), eq(slices.benchmark, benchmark)))
      .orderBy(asc(outcomeBatches.firstItem))
    const [first] = batches
    if (!first) throw new Error(`run ${run} has no outcomes on ${benchmark}`)
    const { scorer, promptProfile } = first.batch
    benchmarks.push({
      benchmark,
      title,
      edition,
      scorer,
      promptProfile,
      judge: await readJudge(
        scorer,
        batches.map(({ batch }) => batch.responses),
      ),
      items: items.map(item => item.record),
      cells: joinBatches(
        benchmark,
        batches.map(({ batch }) => batch.outcomes),
      ),
    })
  }
  return summariseRun({ suite: found.suite, shape: found.shape, engine: found.engine, benchmarks })
}

/** The batches of a benchmark, in item order, as one cell a condition. */
export function joinBatches(benchmark: string, batches: readonly (readonly ConditionOutcomes[])[]): Cell[] {
  const [first = []] = batches
  return first.map(({ probe, probeVersion, condition }, at) => {
    const parts = batches.flatMap(batch => batch[at] ?? [])
    const flags = (of: (part: ConditionOutcomes) => readonly boolean[]) =>
      Uint8Array.from(parts.flatMap(part => of(part).map(Number)))
    return {
      benchmark,
      probe,
      probeVersion,
      condition,
      scores: Float32Array.from(parts.flatMap(part => part.scores.map(score => score ?? Number.NaN))),
      unparsed: flags(part => part.unparsed),
      changed: flags(part => part.changed),
      ...firstReason(parts),
      ...(parts.some(part => part.against) ? { against: referenceScores(parts) } : {}),
    }
  })
}

function referenceScores(parts: readonly ConditionOutcomes[]): Float32Array {
  return Float32Array.from(
    parts.flatMap(({ scores, against }) => scores.map((_, at) => against?.[at] ?? Number.NaN)),
  )
}

function firstReason(parts: readonly ConditionOutcomes[]): Pick<Cell, 'notScored'> {
  const reason = parts.find(({ notScored }) => notScored !== undefined)?.notScored
  return reason === undefined ? {} : { notScored: reason }
}
