import { resolve } from 'node:path'
import { type PromptProfile, promptProfiles } from '#lib/benchmarks/benchmark'
import { isJudgedUnder } from '#lib/benchmarks/score-answer'
import { type SuiteId, suiteIds } from '#lib/domain/suite'
import { readEnv } from '#lib/env'
import { probeById, probes } from '#lib/probes/index'
import type { Probe } from '#lib/probes/probe'
import { referenceProbe } from '#lib/probes/reference'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import { chatMeans } from '#workers/evaluation/chat-means'
import { chatSubject } from '#workers/evaluation/chat-subject'
import type { Relatives } from '#workers/evaluation/engine'
import { type LocalRun, runLocally } from '#workers/evaluation/local-run'
import type { RunManifest } from '#workers/evaluation/manifest'
import { noDeclared, ProbeShelf } from '#workers/evaluation/probe-shelf'
import { readHelpers } from '#workers/evaluation/read-helpers'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import { readPlannable } from '#workers/runtime/plannable-checkpoint'
import { openThreadedCheckpoint } from '#workers/runtime/threaded-checkpoint'
import { openJudge } from '#workers/services/judge'
import { chatHelp, chatOption, openChosenChat } from './chat-option'
import { checkpointDirectory, folderOf } from './checkpoint-source'
import {
  answered,
  benchmarkHelp,
  chosenBenchmarks,
  leftOut,
  readHelp,
  readOptions,
  readSettings,
} from './chosen-benchmarks'
import {
  BadUsage,
  type Command,
  oneOf,
  onlyPositional,
  type Report,
  readArguments,
  required,
  table,
  wholeNumber,
} from './command'
import { engineHelp, engineOptions, engineSettings, probingSettings } from './engine-options'
import { headlineTable } from './headline-table'
import { inSight } from './in-sight'
import { chatPlanReport, planReport } from './plan-report'
import {
  chosenMeans,
  declaredRelatives,
  meansHelp,
  meansOptions,
  relativeHelp,
  relativeOptions,
} from './probe-means'
import { probeTable } from './probe-table'
import { openProgress, type Progress } from './progress'
import type { Terminal } from './terminal'

export const evaluate: Command = {
  name: 'evaluate',
  usage: 'CHECKPOINT|--chat --out DIR [--benchmark B …] [--probe ID …] [--suite ID] [--limit N] [--plan]',
  summary: 'evaluate a checkpoint on this machine, without a portal; resumes what was interrupted',
  options: [
    ['--out DIR', 'folder for manifest.json, cells.json, results.json, summary.json and responses/'],
    ...benchmarkHelp,
    ...readHelp,
    [
      '--probe ID',
      `may be repeated; the reference is always included (${probes.map(({ id }) => id).join(', ')})`,
    ],
    ['--suite ID', `${suiteIds.join(', ')} (standard)`],
    ['--limit N', 'the first N items of each benchmark only'],
    ['--prompt-profile P', `for the benchmarks that have it: ${promptProfiles.join(', ')}`],
    ...chatHelp,
    ...relativeHelp,
    ...meansHelp,
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
      ...chatOption,
      ...relativeOptions,
      ...meansOptions,
      ...readOptions,
      ...engineOptions,
    })
    const argument = values.chat ? noPositional(positionals) : onlyPositional(positionals, 'CHECKPOINT')
    const engine = engineSettings(values)
    const request = {
      suite: oneOf(values.suite ?? 'standard', '--suite', suiteIds),
      probes: chosenProbes(values.probe),
      profile: profileNamed(values['prompt-profile']),
      limit: wholeNumber(values.limit, '--limit', 1, Number.MAX_SAFE_INTEGER),
    }
    const out = values.plan ? '' : resolve(required(values.out, '--out'))
    const declared = await declaredRelatives(values, terminal)
    const own = chosenMeans(values)
    const reads = declared.encoder !== null && own.languageModels.length > 0
    const found = await chosenBenchmarks(values.benchmark, values.benchmarks, readSettings(values), reads)
    const files = answered(found)
    const unanswered = found.filter(file => !files.includes(file))
    for (const line of [...found.flatMap(leftOut), ...files.flatMap(file => standIn(file, request.suite))])
      terminal.tell(line)
    const shelf = new ProbeShelf(own, engine, source => folderOf(source, terminal), terminal.tell)
    const judged = judgeFor(files, request.suite)
    const common = { files, unanswered, out, progress: progressOf(terminal), ...judged, ...request }
    if (argument === null) {
      const { means, lacking } = shelf.artifactMeans()
      if (values.plan)
        return chatPlanReport(found, {
          ...request,
          helpers: readHelpers(own, null),
          means: chatMeans(judged.judge !== undefined, means),
          lacking,
        })
      const checkpoint = chatSubject(await openChosenChat(terminal))
      const identities = await shelf.identities(noDeclared, judged.judge ?? null)
      const artifacts = artifactsOf(shelf, terminal)
      return runReport(
        out,
        await runLocally({ ...common, checkpoint, means, lacking, identities, artifacts }),
      )
    }
    const directory = await checkpointDirectory(argument, terminal)
    const plannable = readPlannable(directory)
    const { means, lacking } = await shelf.means(declared, judged.judge !== undefined, plannable.shape)
    const fits = means.includes('encoder') || means.includes('image-encoder')
    if (values.plan) {
      const encoder = fits && declared.encoder ? await folderOf(declared.encoder, terminal) : null
      const helpers = readHelpers(own, encoder)
      return planReport(plannable, found, { ...request, means, lacking, helpers })
    }
    const relatives = await shelf.relatives({ ...declared, encoder: fits ? declared.encoder : null })
    const identities = await shelf.identities(declared, judged.judge ?? null)
    const open = (tapped: boolean) =>
      openThreadedCheckpoint(directory, { ...probingSettings(engine), ...(tapped ? { taps: 'pooled' } : {}) })
    const checkpoint = await open(false)
    try {
      const run = {
        ...common,
        checkpoint,
        relatives,
        means,
        lacking,
        identities,
        artifacts: artifactsOf(shelf, terminal),
      }
      return runReport(out, await runLocally({ ...run, reduce: reducer(shelf, relatives, open, terminal) }))
    } finally {
      await checkpoint.close()
      await shelf.close()
    }
  },
}

/** Made before a file is asked, with a bar for each piece of work. */
function artifactsOf(shelf: ProbeShelf, terminal: Terminal): LocalRun['artifacts'] {
  return (file, lists) => inSight(terminal, work => shelf.artifacts(file, lists, work))
}

/** Reads features with an opened copy of its own, since taps cost time where nothing is read. */
function reducer(
  shelf: ProbeShelf,
  { encoder }: Relatives,
  open: (tapped: boolean) => Promise<Checkpoint>,
  terminal: Terminal,
): LocalRun['reduce'] {
  if (!encoder) return undefined
  return async (file, reduction) => {
    const checkpoint = await open(true)
    try {
      const request = { reduction, file, checkpoint, encoder }
      return await inSight(terminal, work => shelf.reduce(request, work))
    } finally {
      await checkpoint.close()
    }
  }
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
  const needed = files.some(({ benchmark }) => isJudgedUnder(benchmark, suite))
  const choice = needed ? readEnv().judge : null
  if (!choice) return {}
  return { judge: openJudge(choice) }
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
  return ({ title }, { itemsDone, items, secondsLeft }) => {
    if (current?.title !== title) current = { title, bar: openProgress(terminal, title) }
    current.bar.left(secondsLeft)
    current.bar.set(itemsDone, items)
    if (itemsDone === items) current.bar.close()
  }
}

/** @throws BadUsage: a chat model takes the place of a CHECKPOINT. */
function noPositional([first]: readonly string[]): null {
  if (first !== undefined) throw new BadUsage(`"${first}" is one argument too many: --chat names the model`)
  return null
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
  return {
    json: { out, ...manifest },
    text: [headlineTable(out, manifest), '', probeTable(out, manifest), text].join('\n'),
  }
}
