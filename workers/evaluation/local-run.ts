import { type PromptProfile, profileOf } from '#lib/benchmarks/benchmark'
import { scorerFor } from '#lib/benchmarks/score-answer'
import type { Judge } from '#lib/domain/judge'
import type { SuiteId } from '#lib/domain/suite'
import type { ConditionOutcomes } from '#lib/domain/work'
import type { Probe } from '#lib/probes/probe'
import { engineVersion } from '#workers/engine-version'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import { type EvaluatedFile, evaluateSlice, storedItems } from './evaluate-slice'
import { type RunInputs, type RunManifest, runInputs } from './manifest'
import { type Result, ResultTable } from './result-table'
import { RunFolder } from './run-folder'

/** Items of a batch: what is lost at most when a run is interrupted. */
const batchItems = 8

export interface LocalRun {
  readonly checkpoint: Checkpoint
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
  readonly judge?: {
    readonly judge: Judge /** Its model and address: another one makes another run. */
    readonly name: string
  }
  progress(file: EvaluatedFile, itemsDone: number, items: number): void
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
 * Evaluates without a portal and leaves `manifest.json`, `cells.json`, `results.json` and `responses/<benchmark>.jsonl.gz`. An
 * interrupted run goes on where it stopped; a finished one is only looked up.
 * @throws Refusal `output-exists` where the folder holds another run.
 */
export async function runLocally(run: LocalRun): Promise<RunManifest> {
  const folder = RunFolder.open(run.out, inputsOf(run))
  const finished = await folder.finished()
  if (finished) return finished
  for (const file of run.files) await evaluateFile(folder, run, file)
  return publish(folder, run)
}

function inputsOf({ checkpoint, files, probes, suite, limit, judge, profile }: LocalRun): RunInputs {
  const { digest, shape, provider, precision } = checkpoint
  return runInputs.parse({
    format: 'parallax-run-1',
    digest,
    shape,
    engine: { version: engineVersion, provider, precision },
    suite,
    probes: probes.map(({ id, version }) => ({ id, version })),
    ...(judge ? { judge: judge.name } : {}),
    benchmarks: files.map(({ benchmark, title, edition, items }) => ({
      benchmark: benchmark.id,
      title,
      edition,
      scorer: scorerFor(benchmark, suite).id,
      promptProfile: profileOf(benchmark, profile),
      maxNewTokens: benchmark.maxNewTokens,
      items: Math.min(limit, items.length),
    })),
  })
}

async function evaluateFile(folder: RunFolder, run: LocalRun, file: EvaluatedFile): Promise<void> {
  const { id } = file.benchmark
  const endItem = Math.min(run.limit, file.items.length)
  const storedBatches = folder.storedBatches(id)
  const { probes, suite, profile } = run
  const judge = run.judge?.judge ?? null
  const slice = { file, probes, suite, firstItem: 0, endItem, batchItems, storedBatches, judge, profile }
  let done = storedItems(slice)
  run.progress(file, done, endItem)
  /** Items of the batch under way that have been answered. */
  let answered = 0
  const started = () => run.progress(file, done + answered++, endItem)
  for await (const batch of evaluateSlice(run.checkpoint, slice, started)) {
    folder.store(id, batch)
    done += batch.endItem - batch.firstItem
    answered = 0
    run.progress(file, done, endItem)
  }
}

async function publish(folder: RunFolder, run: LocalRun): Promise<RunManifest> {
  const inputs = inputsOf(run)
  const files: RunManifest['files'] = []
  const cells: PublishedCell[] = []
  let responses = 0
  const results: Result[] = []
  for (const { benchmark, edition, title, records } of run.files) {
    const table = new ResultTable(benchmark, title, records.slice(0, run.limit))
    const merged = new Map<string, PublishedCell>()
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
        responses += batch.responses.length
        for (const response of batch.responses) yield `${JSON.stringify(response)}\n`
      }
    }
    files.push(await folder.draft(`responses/${benchmark.id}.jsonl.gz`, lines()))
    results.push(...table.results())
    cells.push(...[...merged.values()].map(cell => ({ ...cell, n: cell.scores.length })))
  }
  files.unshift(
    await folder.draft('cells.json', [`${JSON.stringify({ cells })}\n`]),
    await folder.draft('results.json', [`${JSON.stringify({ results }, null, 1)}\n`]),
  )
  const items = inputs.benchmarks.reduce((sum, benchmark) => sum + benchmark.items, 0)
  const manifest = { ...inputs, counts: { items, cells: cells.length, responses }, files }
  folder.publish(manifest)
  return manifest
}

function append(
  merged: Map<string, PublishedCell>,
  outcomes: ConditionOutcomes,
  common: Pick<PublishedCell, 'benchmark' | 'edition' | 'scorer' | 'promptProfile'>,
): void {
  const key = `${outcomes.probe} ${outcomes.condition}`
  const { against, notScored, ...named } = outcomes
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
  cell.scores.push(...outcomes.scores)
  cell.unparsed.push(...outcomes.unparsed)
  cell.changed.push(...outcomes.changed)
}

function padded(values: readonly (number | null)[] | undefined, length: number): readonly (number | null)[] {
  return values ?? new Array<null>(length).fill(null)
}
