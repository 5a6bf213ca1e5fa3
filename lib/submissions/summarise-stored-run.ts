import { and, asc, eq } from 'drizzle-orm'
import { benchmarkById } from '../benchmarks'
import { isJudgedUnder } from '../benchmarks/score-answer'
import type { Database } from '../db/database'
import {
  benchmarkItems,
  checkpoints,
  outcomeBatches,
  reductions,
  runBenchmarks,
  runs,
  slices,
} from '../db/schema'
import type { RunSummary } from '../domain/run-summary'
import { reductionPush } from '../domain/work'
import { joinBatches } from '../leaderboard/join-batches'
import type { BenchmarkOutcomes, RunOutcomes } from '../leaderboard/run-outcomes'
import { summariseRun } from '../leaderboard/summarise-run'
import { type UnitVector, unitVectors } from '../leaderboard/unit-vectors'
import { probes } from '../probes'
import { missingMeans } from '../probes/missing-means'
import type { ProbedBenchmark } from '../probes/probe'
import { probedBenchmark } from '../probes/probed-benchmark'
import { refuseRepeatedDraws } from '../probes/repeated-draws'
import { readAnswers } from './read-answers'
import { readJudge } from './stored-responses'

/** What a complete run comes to: the document its pages show, and what ranks are tested on. */
export interface ReducedRun {
  readonly summary: RunSummary
  readonly units: readonly UnitVector[]
}

/** Reads a run's outcomes and computes what its pages show. */
export async function summariseStoredRun(database: Database, run: string): Promise<ReducedRun> {
  const outcomes = await readStoredRun(database, run)
  return { summary: summariseRun(outcomes), units: unitVectors(outcomes) }
}

/** All outcomes of a run, as they were stored. @throws Refusal `repeated-draws`. @throws Error where the run was never prepared. */
export async function readStoredRun(database: Database, run: string): Promise<RunOutcomes> {
  const [found] = await database
    .select({
      suite: runs.suite,
      engine: runs.engine,
      means: runs.means,
      lacking: runs.lacking,
      shape: checkpoints.shape,
    })
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
  const probed: ProbedBenchmark[] = []
  for (const { benchmark, edition, title } of used) {
    const items = await database
      .select({ record: benchmarkItems.record })
      .from(benchmarkItems)
      .where(eq(benchmarkItems.edition, edition))
      .orderBy(asc(benchmarkItems.place))
    const records = items.map(item => item.record)
    const known = benchmarkById(benchmark)
    probed.push(probedBenchmark(known, records, isJudgedUnder(known, found.suite)))
    const batches = await database
      .select({ batch: outcomeBatches })
      .from(outcomeBatches)
      .innerJoin(slices, eq(slices.id, outcomeBatches.slice))
      .where(and(eq(slices.run, run), eq(slices.benchmark, benchmark)))
      .orderBy(asc(outcomeBatches.firstItem))
    const [first] = batches
    // Of some benchmarks a suite asks no answer, but features.
    if (!first) continue
    const { scorer, promptProfile } = first.batch
    refuseRepeatedDraws(
      title,
      batches.map(({ batch }) => batch.outcomes),
    )
    const keys = batches.map(({ batch }) => batch.responses)
    benchmarks.push({
      benchmark,
      title,
      edition,
      scorer,
      promptProfile,
      judge: await readJudge(scorer, keys),
      ...(await readAnswers(benchmark, records, first.batch.outcomes, keys)),
      items: records,
      cells: joinBatches(
        benchmark,
        batches.map(({ batch }) => batch.outcomes),
      ),
    })
  }
  const { suite, shape, engine, means, lacking } = found
  const reduced = await database
    .select({ result: reductions.result })
    .from(reductions)
    .innerJoin(slices, eq(slices.id, reductions.slice))
    .where(eq(slices.run, run))
    .orderBy(asc(slices.place))
  const results = reduced.map(({ result }) => reductionPush.shape.result.parse(result))
  return {
    ...{ suite, shape, engine, benchmarks },
    notRun: [
      ...missingMeans(suite, probed, shape, probes, means ?? [], lacking ?? {}),
      ...results.flatMap(result => ('reason' in result ? [result] : [])),
    ],
    reductions: results.flatMap(result => ('reason' in result ? [] : [result])),
  }
}
