import { createHash } from 'node:crypto'
import { type PromptProfile, profileOf } from '#lib/benchmarks/benchmark'
import { benchmarks as catalogue } from '#lib/benchmarks/index'
import { isJudgedUnder, scorerFor } from '#lib/benchmarks/score-answer'
import type { Judge } from '#lib/domain/judge'
import type { Identities, Lacking } from '#lib/domain/need'
import type { NotRun } from '#lib/domain/not-run'
import type { Reduction } from '#lib/domain/reduction'
import type { AlignmentResult } from '#lib/domain/reduction-result'
import type { SuiteId } from '#lib/domain/suite'
import type { ConditionOutcomes } from '#lib/domain/work'
import type { BenchmarkOutcomes, RunOutcomes } from '#lib/leaderboard/run-outcomes'
import { scoredOutcomes } from '#lib/leaderboard/scored-items'
import { summariseRun } from '#lib/leaderboard/summarise-run'
import { missingMeans } from '#lib/probes/missing-means'
import type { Probe } from '#lib/probes/probe'
import { probedBenchmark } from '#lib/probes/probed-benchmark'
import { refuseRepeatedDraws } from '#lib/probes/repeated-draws'
import { hasMeans, type Means } from '#lib/probes/suite-conditions'
import { drawRecipe } from '#lib/statistics/keyed-random'
import { engineVersion } from '#workers/engine-version'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import type { ArtifactSource } from './artifact-source'
import { chatMeans } from './chat-means'
import { evaluateChatSlice } from './chat-slice'
import type { ChatSubject } from './chat-subject'
import { engineMeans, noRelatives, type Relatives } from './engine'
import {
  askedConditions,
  type EvaluatedFile,
  evaluateSlice,
  type ListedCondition,
  storedItems,
} from './evaluate-slice'
import { GatheredOutcomes } from './gathered-outcomes'
import { type RunInputs, type RunManifest, runInputs } from './manifest'
import { type Result, ResultTable } from './result-table'
import { RunFolder } from './run-folder'
import type { Progress } from './work-left'

/** What a portal would show of the run. */
export const summaryFile = 'summary.json'

/** Items of a batch: what is lost at most when a run is interrupted. */
const batchItems = 8

export interface LocalRun {
  /** Who is evaluated: weights that are loaded, or a model behind a chat endpoint. */
  readonly checkpoint: Checkpoint | ChatSubject
  readonly files: readonly EvaluatedFile[]
  readonly probes: readonly Probe[]
  readonly suite: SuiteId
  /** The first items of each benchmark only. */
  readonly limit: number
  /** How questions are put, where a benchmark has that; left out: its default. */
  readonly profile?: PromptProfile | undefined
  /** Folder of the results. */
  readonly out: string
  /** Left out: what needs a judge is not scored. */
  readonly judge?: Judge
  /** Relatives of the checkpoint that are loaded. */
  readonly relatives?: Relatives
  /** What else there is to run probes with: artifacts of the files, language models. */
  readonly means?: Means
  /** Why something that was given for probes cannot be used. */
  readonly lacking?: Lacking
  /** What names the means exactly, the judge among them. */
  readonly identities?: Identities
  /** What the conditions of a file take that is made once for all checkpoints. */
  artifacts?(file: EvaluatedFile, lists: readonly ListedCondition[]): Promise<ArtifactSource | null>
  /** Files that ask nothing: features of their items are reduced to results of their own, once the items are done. */
  readonly unanswered?: readonly EvaluatedFile[]
  reduce?(file: EvaluatedFile, reduction: Reduction): Promise<AlignmentResult | NotRun>
  progress(file: EvaluatedFile, now: Progress): void
}

/** SHA-256 of which of the first items every condition asks. */
function hashOfLists(lists: readonly ListedCondition[], items: number): string {
  const hash = createHash('sha256')
  for (const { planned, flags } of lists) {
    hash.update(`${planned.probe.id} ${planned.condition.id} `)
    hash.update(flags ? flags.subarray(0, items) : new Uint8Array(items).fill(1))
  }
  return hash.digest('hex')
}

/** One entry of `cells.json`: what a worker pushes of a condition, over all items of the run. */
interface PublishedCell extends ConditionOutcomes {
  readonly benchmark: string
  readonly edition: string
  readonly scorer: string
  readonly promptProfile: string
  readonly n: number
}

/**
 * Evaluates without a portal and leaves `manifest.json`, `cells.json`, `results.json`, `responses/<benchmark>.jsonl.gz` and,
 * where anything is scored, `summary.json`. An interrupted run goes on where it stopped; a finished one is only looked up.
 * @throws Refusal `output-exists` where the folder holds another run, `repeated-draws`.
 */
export async function runLocally(run: LocalRun): Promise<RunManifest> {
  const folder = RunFolder.open(run.out, inputsOf(run))
  const finished = await folder.finished()
  if (finished) return finished
  for (const file of run.files) await evaluateFile(folder, run, file)
  return publish(folder, run, await reductionsOf(run))
}

/** The results that are no means over items, of every probe that has one and the means for it. */
async function reductionsOf(run: LocalRun): Promise<(AlignmentResult | NotRun)[]> {
  const results: (AlignmentResult | NotRun)[] = []
  for (const { needs, reduction } of run.probes) {
    const wanted = reduction?.(run.suite)
    const file = run.unanswered?.find(({ benchmark }) => benchmark.id === wanted?.benchmark)
    if (!wanted || !file || !run.reduce || file.items.length < wanted.fewestItems) continue
    if (needs.every(need => hasMeans(meansOf(run), need))) results.push(await run.reduce(file, wanted))
  }
  return results
}

function listsOf(run: LocalRun, file: EvaluatedFile): ListedCondition[] {
  const { suite, probes, checkpoint } = run
  return askedConditions({ suite, probes, means: meansOf(run), file }, checkpoint.shape)
}

function inputsOf(run: LocalRun): RunInputs {
  const { checkpoint, files, unanswered = [], probes, suite, limit, identities = {}, profile } = run
  const { digest, shape, provider, precision } = checkpoint
  const means = meansOf(run)
  return runInputs.parse({
    format: 'parallax-run-1',
    digest,
    shape,
    engine: { version: engineVersion, provider, precision },
    suite,
    probes: probes.map(({ id, version }) => ({ id, version })),
    ...('model' in checkpoint ? { chat: checkpoint.model.identity } : {}),
    means: [...means],
    identities,
    benchmarks: files.map(({ benchmark, title, edition, items, ...file }) => ({
      benchmark: benchmark.id,
      title,
      edition,
      scorer: scorerFor(benchmark, suite).id,
      promptProfile: profileOf(benchmark, profile),
      maxNewTokens: benchmark.maxNewTokens,
      items: Math.min(limit, items.length),
      lists: hashOfLists(
        askedConditions({ suite, probes, means, file: { ...file, benchmark } }, shape),
        Math.min(limit, items.length),
      ),
    })),
    unanswered: unanswered.map(({ benchmark, edition }) => ({ benchmark: benchmark.id, edition })),
  })
}

function meansOf({ checkpoint, relatives = noRelatives, judge, means = [] }: LocalRun): Means {
  const own =
    'model' in checkpoint ? chatMeans(judge !== undefined) : engineMeans(relatives, judge !== undefined)
  return [...new Set([...own, ...means])]
}

async function evaluateFile(folder: RunFolder, run: LocalRun, file: EvaluatedFile): Promise<void> {
  const { id } = file.benchmark
  const endItem = Math.min(run.limit, file.items.length)
  const storedBatches = folder.storedBatches(id)
  const { probes, suite, profile, relatives = noRelatives } = run
  const slice = {
    ...{ file, probes, suite, firstItem: 0, endItem, batchItems, storedBatches, profile, relatives },
    judge: run.judge ?? null,
    means: meansOf(run),
    artifacts: (await run.artifacts?.(file, listsOf(run, file))) ?? null,
  }
  const itemsDone = storedItems(slice)
  run.progress(file, { itemsDone, items: endItem, share: itemsDone / endItem, secondsLeft: null })
  const progress = (now: Progress) => run.progress(file, now)
  const { checkpoint } = run
  const batches =
    'model' in checkpoint
      ? evaluateChatSlice(checkpoint.model, slice, () => undefined, progress)
      : evaluateSlice(checkpoint, slice, () => undefined, progress)
  for await (const batch of batches) folder.store(id, batch)
}

/** What the run's suite has and its means do not allow. */
function notRunOf(run: LocalRun): NotRun[] {
  const { suite, files, unanswered = [], checkpoint, probes } = run
  const probed = [...files, ...unanswered].map(({ benchmark, records }) =>
    probedBenchmark(benchmark, records, isJudgedUnder(benchmark, suite)),
  )
  return missingMeans(suite, probed, checkpoint.shape, probes, meansOf(run), run.lacking)
}

async function publish(
  folder: RunFolder,
  run: LocalRun,
  reduced: readonly (AlignmentResult | NotRun)[],
): Promise<RunManifest> {
  const inputs = inputsOf(run)
  const reductions = reduced.flatMap(result => ('reason' in result ? [] : [result]))
  const notRun = [...notRunOf(run), ...reduced.flatMap(result => ('reason' in result ? [result] : []))]
  const files: RunManifest['files'] = []
  const cells: PublishedCell[] = []
  let responses = 0
  const results: Result[] = []
  const benchmarks: BenchmarkOutcomes[] = []
  for (const { benchmark, edition, title, records } of run.files) {
    const asked = records.slice(0, run.limit)
    const table = new ResultTable(benchmark, title, asked)
    const gathered = new GatheredOutcomes(benchmark)
    const merged = new Map<string, PublishedCell>()
    refuseRepeatedDraws(
      title,
      Array.from(folder.batches(benchmark.id), ({ outcomes }) => outcomes),
    )
    const lines = function* () {
      for (const batch of folder.batches(benchmark.id)) {
        for (const outcomes of batch.outcomes)
          append(merged, outcomes, {
            benchmark: benchmark.id,
            edition,
            scorer: batch.scorer,
            promptProfile: batch.promptProfile,
          })
        table.add(batch)
        gathered.add(batch)
        responses += batch.responses.length
        for (const response of batch.responses) yield `${JSON.stringify(response)}\n`
      }
    }
    files.push(await folder.draft(`responses/${benchmark.id}.jsonl.gz`, lines()))
    results.push(...table.results())
    const outcomes = gathered.outcomes({ title, edition }, asked)
    // A file of variants is a benchmark of its own, which no page knows.
    if (outcomes && catalogue.some(({ id }) => id === benchmark.id)) benchmarks.push(outcomes)
    cells.push(...[...merged.values()].map(cell => ({ ...cell, n: cell.scores.length })))
  }
  files.unshift(
    await folder.draft('cells.json', [`${JSON.stringify({ cells })}\n`]),
    await folder.draft('results.json', [`${JSON.stringify({ results, reductions, notRun }, null, 1)}\n`]),
    ...(await draftSummary(folder, { ...inputs, benchmarks, notRun, reductions })),
  )
  const items = inputs.benchmarks.reduce((sum, benchmark) => sum + benchmark.items, 0)
  const manifest = { ...inputs, draws: drawRecipe, counts: { items, cells: cells.length, responses }, files }
  folder.publish(manifest)
  return manifest
}

/** What a portal would show of the run; no file where nothing of it is scored. */
async function draftSummary(folder: RunFolder, run: RunOutcomes): Promise<RunManifest['files']> {
  if (scoredOutcomes(run).length === 0) return []
  return [await folder.draft(summaryFile, [`${JSON.stringify(summariseRun(run), null, 1)}\n`])]
}

function append(
  merged: Map<string, PublishedCell>,
  outcomes: ConditionOutcomes,
  common: Pick<PublishedCell, 'benchmark' | 'edition' | 'scorer' | 'promptProfile'>,
): void {
  const key = `${outcomes.probe} ${outcomes.condition}`
  const { asked, against, notScored, draws: _, ...named } = outcomes
  const cell: PublishedCell = merged.get(key) ?? {
    ...common,
    ...named,
    n: 0,
    scores: [],
    unparsed: [],
    changed: [],
  }
  merged.set(key, cell)
  if (notScored !== undefined) cell.notScored ??= notScored
  if (cell.against || against)
    cell.against = [...padded(cell.against, cell.scores.length), ...padded(against, named.scores.length)]
  if (cell.asked || asked)
    cell.asked = [
      ...(cell.asked ?? new Array<boolean>(cell.scores.length).fill(true)),
      ...(asked ?? new Array<boolean>(named.scores.length).fill(true)),
    ]
  cell.scores.push(...outcomes.scores)
  cell.unparsed.push(...outcomes.unparsed)
  cell.changed.push(...outcomes.changed)
}

function padded(values: readonly (number | null)[] | undefined, length: number): readonly (number | null)[] {
  return values ?? new Array<null>(length).fill(null)
}
