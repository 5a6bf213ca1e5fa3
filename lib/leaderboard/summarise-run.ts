import { benchmarkById } from '../benchmarks'
import { noJudge } from '../domain/outcome'
import { Refusal } from '../domain/refusal'
import { type Effect, type NotScoredBenchmark, type RunSummary, summaryVersion } from '../domain/run-summary'
import { holm } from '../statistics/multiplicity'
import { diagnose } from './diagnosis'
import { auditAnswerPriors } from './findings/answer-prior'
import { describeFindings } from './findings/describe-findings'
import { findAll, onBenchmark } from './findings/run-findings'
import { comparePictures } from './findings/synthesized-image'
import type { MeasuredEffect } from './measure-effect'
import { buildProfile } from './profile/build-profile'
import { runMean } from './run-mean'
import type { BenchmarkOutcomes, RunOutcomes } from './run-outcomes'
import { keepScored, scoredOutcomes } from './scored-items'
import { summariseBenchmark } from './summarise-benchmark'
import { profileInput, storedProfile } from './summarise-profile'
import { wordChange } from './word-change'

/**
 * The document the pages show, from a complete run's item-level outcomes. The changes of all benchmarks stand in one
 * table of the checkpoint's page, so they are one family of tests: Holm runs over all of them (measurement 2.10).
 * Pure; a full-size benchmark takes seconds, most of it the bootstrap.
 * @throws Refusal `bad-request` where nothing of it is scored. @throws Error where outcomes are missing; see `probeSettings`.
 */
export function summariseRun(run: RunOutcomes): RunSummary {
  const { suite, shape, engine, benchmarks, notRun } = run
  const known = benchmarks.map(found => ({ found, ...keepScored(found) }))
  const measured = known.flatMap(({ outcomes, left }) =>
    outcomes ? [{ outcomes, ...summariseBenchmark(suite, outcomes, shape, left) }] : [],
  )
  if (measured.length === 0)
    throw new Refusal('bad-request', `not scored: ${noJudge}: the run has no benchmark that needs none`)
  // GSM8K and the classification sets serve one probe each: they are in no mean, unless nothing else was run.
  const ranked = measured.filter(({ summary }) => benchmarkById(summary.benchmark).ranked)
  const seen = look(run)
  const family = measured.flatMap(({ effects }) => effects)
  const adjusted = holm(family.map(({ difference }) => difference.p))
  const adjustedP = new Map(family.map((effect, at) => [effect, adjusted[at] ?? 1]))
  return {
    version: summaryVersion,
    suite,
    shape,
    engine,
    benchmarks: measured.map(({ summary, effects }) => ({
      ...summary,
      effects: effects.map(effect => publishEffect(effect, adjustedP.get(effect) ?? 1)),
    })),
    notScored: known.flatMap(({ found, outcomes }) => (outcomes ? [] : [notScored(found)])),
    mean: runMean(
      (ranked.length > 0 ? ranked : measured).map(({ summary, outcomes }) => ({
        corrected: summary.corrected,
        outcomes,
      })),
      suite,
    ),
    profile: storedProfile(seen.profile),
    findings: describeFindings(seen.findings, run.reductions),
    diagnosis: diagnose(seen),
    notRun: [...notRun],
  }
}

/** The profile, what probes found, and what both are made of. */
function look(run: RunOutcomes) {
  const input = profileInput(run)
  const scored = scoredOutcomes(run)
  const answerPriors = scored.flatMap(({ benchmark, items, answers = [] }) =>
    answers.length === 0 ? [] : [{ benchmark, priors: auditAnswerPriors(items, answers) }],
  )
  const likeness = scored.flatMap(({ benchmark, items, answers = [] }) =>
    answers.flatMap(one => onBenchmark(benchmark, comparePictures(benchmark, items, one.likeness ?? []))),
  )
  const strictMaths = scored.find(({ strict }) => strict)?.strict ?? null
  return {
    benchmarks: input.benchmarks,
    profile: buildProfile(input),
    findings: findAll({ ...input, likeness, answerPriors, strictMaths }),
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
