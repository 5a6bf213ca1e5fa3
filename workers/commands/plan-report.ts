import { isJudgedUnder } from '#lib/benchmarks/score-answer'
import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { NotRun } from '#lib/domain/not-run'
import { missingMeans } from '#lib/probes/missing-means'
import { probedBenchmark } from '#lib/probes/probed-benchmark'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import { countQuestions } from '#workers/evaluation/chat-count'
import { chatShape } from '#workers/evaluation/chat-means'
import { countTrials, type TrialCount } from '#workers/evaluation/count-trials'
import { askedConditions } from '#workers/evaluation/evaluate-slice'
import type { LocalRun } from '#workers/evaluation/local-run'
import { type Helpers, planArtifacts, planReductions } from '#workers/evaluation/plan-passes'
import type { FoundMeans } from '#workers/evaluation/probe-shelf'
import type { PlannableCheckpoint } from '#workers/runtime/plannable-checkpoint'
import { answered } from './chosen-benchmarks'
import { type Report, table } from './command'
import { besideTable, planTable, totalLine } from './plan-table'

type PlanRequest = Pick<LocalRun, 'suite' | 'probes' | 'limit'> &
  FoundMeans & {
    /** What else is there to run it with. */
    readonly helpers: Helpers
  }

/** What an evaluation of a checkpoint would do, and what it could not and why. */
export async function planReport(
  plannable: PlannableCheckpoint,
  files: readonly BenchmarkFile[],
  request: PlanRequest,
): Promise<Report> {
  const { suite, probes, limit, means, helpers } = request
  const benchmarks: TrialCount[] = []
  for (const file of answered(files)) {
    const counted = { probes, suite, items: limit, means, encoder: helpers.encoder }
    benchmarks.push(await countTrials(file, counted, plannable))
  }
  const beside = [
    ...artifactsOf(files, request, plannable.shape),
    ...planReductions(files, request, plannable, helpers),
  ]
  const notRun = notRunOn(files, request, plannable.shape)
  const json = { suite, probes: probes.map(({ id }) => id), means, benchmarks, beside, notRun }
  const text = [planTable(benchmarks), ...besideTable(beside), '', totalLine(benchmarks, beside)]
  return { json, text: [...text, ...notRunLines(notRun)].join('\n') }
}

/** The same of a model behind a chat endpoint, where questions are what counts. */
export function chatPlanReport(files: readonly BenchmarkFile[], request: PlanRequest): Report {
  const { suite, probes, limit, means } = request
  const benchmarks = answered(files).map(file => countQuestions(file, { probes, suite, items: limit, means }))
  const beside = artifactsOf(files, request, chatShape)
  const notRun = notRunOn(files, request, chatShape)
  const text = table(
    benchmarks.map(({ title, items, conditions, questions }) => [
      title,
      `${items} items, ${conditions} conditions, ${questions} questions`,
    ]),
  )
  const json = { suite, probes: probes.map(({ id }) => id), means, benchmarks, beside, notRun }
  return { json, text: [text, ...besideTable(beside), ...notRunLines(notRun)].join('\n') }
}

function artifactsOf(
  files: readonly BenchmarkFile[],
  { suite, probes, means, helpers }: PlanRequest,
  shape: CheckpointShape,
) {
  return answered(files).flatMap(file =>
    planArtifacts(file, askedConditions({ suite, file, probes, means }, shape), helpers),
  )
}

function notRunOn(
  files: readonly BenchmarkFile[],
  { suite, probes, means, lacking }: PlanRequest,
  shape: CheckpointShape,
): NotRun[] {
  const probed = files.map(({ benchmark, records }) =>
    probedBenchmark(benchmark, records, isJudgedUnder(benchmark, suite)),
  )
  return missingMeans(suite, probed, shape, probes, means, lacking)
}

function notRunLines(notRun: readonly NotRun[]): string[] {
  if (notRun.length === 0) return []
  return [
    '',
    'not run:',
    ...notRun.map(
      ({ probe, benchmark, reason }) => `  ${probe}${benchmark ? ` on ${benchmark}` : ''}: ${reason.message}`,
    ),
  ]
}
