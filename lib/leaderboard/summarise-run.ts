import { noJudge } from '../domain/outcome'
import { Refusal } from '../domain/refusal'
import type { Effect, NotScoredBenchmark, RunSummary } from '../domain/run-summary'
import { holm } from '../statistics/multiplicity'
import { macroMean } from './macro-mean'
import type { MeasuredEffect } from './measure-effect'
import { summariseProfile } from './profile'
import type { BenchmarkOutcomes, RunOutcomes } from './run-outcomes'
import { keepScored } from './scored-items'
import { summariseBenchmark } from './summarise-benchmark'
import { wordChange } from './word-change'

/**
 * The document the pages show, from a complete run's item-level outcomes. The changes of all benchmarks stand in one
 * table of the checkpoint's page, so they are one family of tests: Holm runs over all of them (measurement 2.10).
 * Pure; a full-size benchmark takes seconds, most of it the bootstrap.
 * @throws Refusal `bad-request` where nothing of it is scored. @throws Error where outcomes are missing; see `probeSettings`.
 */
export function summariseRun({ suite, shape, engine, benchmarks }: RunOutcomes): RunSummary {
  const known = benchmarks.map(found => ({ found, ...keepScored(found) }))
  const measured = known.flatMap(({ outcomes, left }) =>
    outcomes ? [summariseBenchmark(suite, outcomes, left)] : [],
  )
  if (measured.length === 0)
    throw new Refusal('bad-request', `not scored: ${noJudge}: the run has no benchmark that needs none`)
  const family = measured.flatMap(({ effects }) => effects)
  const adjusted = holm(family.map(({ difference }) => difference.p))
  const adjustedP = new Map(family.map((effect, at) => [effect, adjusted[at] ?? 1]))
  return {
    version: 1,
    suite,
    shape,
    engine,
    benchmarks: measured.map(({ summary, effects }) => ({
      ...summary,
      effects: effects.map(effect => publishEffect(effect, adjustedP.get(effect) ?? 1)),
    })),
    notScored: known.flatMap(({ found, outcomes }) => (outcomes ? [] : [notScored(found)])),
    mean: macroMean(measured.map(({ summary }) => summary.corrected)),
    profile: summariseProfile(measured),
  }
}

function notScored({
  benchmark,
  title,
  edition,
  scorer,
  items,
  cells,
}: BenchmarkOutcomes): NotScoredBenchmark {
  const reason = cells.find(cell => cell.notScored !== undefined)?.notScored ?? noJudge
  return { benchmark, title, edition, scorer, items: items.length, reason }
}

function publishEffect(
  { difference, retentionReplicates: _, ...effect }: MeasuredEffect,
  adjustedP: number,
): Effect {
  return { ...effect, change: wordChange(difference, adjustedP) }
}
