import { resolve } from 'node:path'
import { type PromptProfile, promptProfiles } from '#lib/benchmarks/benchmark'
import { scorerFor } from '#lib/benchmarks/score-answer'
import { type SuiteId, suiteIds } from '#lib/domain/suite'
import { readEnv } from '#lib/env'
import { probeById, probes } from '#lib/probes/index'
import type { Probe } from '#lib/probes/probe'
import { referenceProbe } from '#lib/probes/reference'
import { isJudged } from '#lib/scorers/scorer'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import { countTrials } from '#workers/evaluation/count-trials'
import { type LocalRun, runLocally } from '#workers/evaluation/local-run'
import type { RunManifest } from '#workers/evaluation/manifest'
import { compileCheckpoint } from '#workers/runtime/compile-checkpoint'
import { openThreadedCheckpoint } from '#workers/runtime/threaded-checkpoint'
import { openJudge } from '#workers/services/judge'
import { checkpointDirectory } from './checkpoint-source'
import {
  benchmarkHelp,
  chosenBenchmarks,
  leftOut,
  readHelp,
  readOptions,
  readSettings,
} from './chosen-benchmarks'
import {
  type Command,
  oneOf,
  onlyPositional,
  type Report,
  readArguments,
  required,
  table,
  wholeNumber,
} from './command'
import { engineHelp, engineOptions, engineSettings } from './engine-options'
import { headlineTable } from './headline-table'
import { planTable } from './plan-table'
import { openProgress, type Progress } from './progress'
import type { Terminal } from './terminal'

export const evaluate: Command = {
  name: 'evaluate',
  usage: 'CHECKPOINT --out DIR [--benchmark B …] [--probe ID …] [--suite ID] [--limit N] [--plan]',
  summary: 'evaluate a checkpoint on this machine, without a portal; resumes what was interrupted',
  options: [
    ['--out DIR', 'folder for manifest.json, cells.json, results.json and responses/'],
    ...benchmarkHelp,
    ...readHelp,
    [
      '--probe ID',
      `may be repeated; the reference is always included (${probes.map(({ id }) => id).join(', ')})`,
    ],
    ['--suite ID', `${suiteIds.join(', ')} (standard)`],
    ['--limit N', 'the first N items of each benchmark only'],
    ['--prompt-profile P', `for the benchmarks that have it: ${promptProfiles.join(', ')}`],
    ['--plan', 'say what would be run, and run nothing'],
    ...engineHelp,
  ],
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, {
      out: { type: 'string' },
      benchmark: { type: 'string', multiple: true },
      benchmarks: { type: 'string' },
      probe: { type: 'string', multiple: true },
      suite: { type: 'string' },
      limit: { type: 'string' },
      'prompt-profile': { type: 'string' },
      plan: { type: 'boolean' },
      json: { type: 'boolean' },
      ...readOptions,
      ...engineOptions,
    })
    const argument = onlyPositional(positionals, 'CHECKPOINT')
    const engine = engineSettings(values)
    const request = {
      suite: oneOf(values.suite ?? 'standard', '--suite', suiteIds),
      probes: chosenProbes(values.probe),
      profile: profileNamed(values['prompt-profile']),
      limit: wholeNumber(values.limit, '--limit', 1, Number.MAX_SAFE_INTEGER),
    }
    const out = values.plan ? '' : resolve(required(values.out, '--out'))
    const files = await chosenBenchmarks(values.benchmark, values.benchmarks, readSettings(values))
    for (const line of [...files.flatMap(leftOut), ...files.flatMap(file => standIn(file, request.suite))])
      terminal.tell(line)
    const directory = await checkpointDirectory(argument, terminal)
    if (values.plan) return planReport(directory, files, request)
    const checkpoint = await openThreadedCheckpoint(directory, engine)
    try {
      const progress = progressOf(terminal)
      return runReport(
        out,
        await runLocally({ checkpoint, files, out, progress, ...judgeFor(files, request.suite), ...request }),
      )
    } finally {
      await checkpoint.close()
    }
  },
}

/** One line a benchmark that a suite has scored without its judge: nothing stands in for a judge silently. */
function standIn({ benchmark: { title, offline } }: BenchmarkFile, suite: SuiteId): string[] {
  return suite === 'demo' && offline
    ? [`${title}: scored by ${offline.id}, which is no judge; --suite standard asks the judge`]
    : []
}

function profileNamed(name: string | undefined): PromptProfile | undefined {
  return name === undefined ? undefined : oneOf(name, '--prompt-profile', promptProfiles)
}

/** The judge of the environment, where there is one and a benchmark needs it. */
function judgeFor(files: readonly BenchmarkFile[], suite: SuiteId): Pick<LocalRun, 'judge'> {
  const needed = files.some(({ benchmark }) => isJudged(scorerFor(benchmark, suite)))
  const choice = needed ? readEnv().judge : null
  if (!choice) return {}
  const judge = openJudge(choice)
  return { judge: { judge, name: `${judge.model} at ${judge.host}` } }
}

/** In catalogue order, with the reference that the others are compared with. */
function chosenProbes(ids: readonly string[] | undefined): readonly Probe[] {
  if (!ids) return probes
  const chosen = [referenceProbe, ...ids.map(probeById)]
  return probes.filter(probe => chosen.includes(probe))
}

/** One bar a benchmark. */
function progressOf(terminal: Terminal): LocalRun['progress'] {
  let current: { readonly title: string; readonly bar: Progress } | null = null
  return ({ title }, done, items) => {
    if (current?.title !== title) current = { title, bar: openProgress(terminal, title) }
    current.bar.set(done, items)
    if (done === items) current.bar.close()
  }
}

function planReport(
  directory: string,
  files: readonly BenchmarkFile[],
  { suite, probes, limit }: Pick<LocalRun, 'suite' | 'probes' | 'limit'>,
): Report {
  const { packing } = compileCheckpoint(directory).compiled
  const benchmarks = files.map(file =>
    countTrials(file, probes, suite, limit, size => packing(size, 1).layout),
  )
  return { json: { suite, probes: probes.map(({ id }) => id), benchmarks }, text: planTable(benchmarks) }
}

function runReport(out: string, manifest: RunManifest): Report {
  const { counts, digest, files } = manifest
  const text = table([
    ['checkpoint', digest],
    ['items', String(counts.items)],
    ['cells', String(counts.cells)],
    ['responses', String(counts.responses)],
    ...['manifest.json', ...files.map(({ path }) => path)].map(path => ['wrote', `${out}/${path}`] as const),
  ])
  return { json: { out, ...manifest }, text: [headlineTable(out, manifest), '', text].join('\n') }
}
