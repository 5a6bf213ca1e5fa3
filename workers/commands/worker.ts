import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { readEnv } from '#lib/env'
import { BenchmarkShelf } from '#workers/evaluation/benchmark-shelf'
import { CheckpointShelf } from '#workers/evaluation/checkpoint-shelf'
import { ProbeShelf } from '#workers/evaluation/probe-shelf'
import { runWorker, type WorkerTally } from '#workers/evaluation/worker-loop'
import { tryProvider } from '#workers/runtime/session'
import { openThreadedCheckpoint } from '#workers/runtime/threaded-checkpoint'
import { openJudge } from '#workers/services/judge'
import { connectPortal } from '#workers/services/portal-client'
import { downloadTold } from './checkpoint-source'
import { readHelp, readOptions, readSettings } from './chosen-benchmarks'
import { BadUsage, type Command, readArguments, required, table } from './command'
import { engineHelp, engineOptions, engineSettings, probingSettings } from './engine-options'
import { chosenMeans, meansHelp, meansOptions } from './probe-means'
import { openProgress } from './progress'

const pollMs = 2000

export const worker: Command = {
  name: 'worker',
  usage: '--portal URL --token T --benchmarks DIR [--once | --until-idle]',
  summary: 'claim slices from a portal, evaluate them and push the results',
  options: [
    ['--portal URL', 'the portal to work for'],
    ['--token T', 'its worker token (PARALLAX_WORKER_TOKEN)'],
    ['--benchmarks DIR', 'folder of the benchmark files'],
    ...readHelp,
    ['--once', 'stop after one slice'],
    ['--until-idle', 'stop when nothing waits'],
    ['--name N', 'the name shown beside its slices (host and process id)'],
    ...meansHelp,
    ...engineHelp,
  ],
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, {
      portal: { type: 'string' },
      token: { type: 'string' },
      benchmarks: { type: 'string' },
      once: { type: 'boolean' },
      'until-idle': { type: 'boolean' },
      name: { type: 'string' },
      json: { type: 'boolean' },
      ...readOptions,
      ...meansOptions,
      ...engineOptions,
    })
    if (positionals.length > 0) throw new BadUsage(`"${positionals[0]}" is one argument too many`)
    if (values.once && values['until-idle']) throw new BadUsage('--once and --until-idle exclude each other')
    const engine = engineSettings(values)
    await tryProvider(engine.provider, engine.precision)
    const judge = readEnv().judge
    const token = required(values.token ?? readEnv().workerToken, '--token or PARALLAX_WORKER_TOKEN')
    const checkpoints = new CheckpointShelf(
      (directory, tapped) =>
        openThreadedCheckpoint(directory, {
          ...probingSettings(engine),
          ...(tapped ? { taps: 'pooled' } : {}),
        }),
      source => downloadTold(source, terminal),
    )
    const means = chosenMeans(values)
    const tally = await untilSignalled(signal =>
      runWorker({
        portal: connectPortal(required(values.portal, '--portal'), { token }),
        checkpoints,
        probes: new ProbeShelf(means, engine, checkpoints.directoryOf, line => terminal.tell(line)),
        benchmarks: new BenchmarkShelf(
          resolve(required(values.benchmarks, '--benchmarks')),
          readSettings(values),
        ),
        judge: judge && openJudge(judge),
        worker: values.name ?? `${hostname()}-${process.pid}`,
        until: values.once ? 'one-slice' : values['until-idle'] ? 'idle' : 'stopped',
        signal,
        pollMs,
        report: line => terminal.tell(line),
        progress: title => openProgress(terminal, title),
      }),
    )
    return { json: tally, text: textOf(tally) }
  },
}

/** The first SIGINT or SIGTERM asks to stop after the batch under way; a second one ends the process. */
async function untilSignalled<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const ask = () => stop.abort()
  process.once('SIGINT', ask)
  process.once('SIGTERM', ask)
  try {
    return await work(stop.signal)
  } finally {
    process.off('SIGINT', ask)
    process.off('SIGTERM', ask)
  }
}

function textOf(tally: WorkerTally): string {
  return table([
    ['slices done', String(tally.done)],
    ['slices failed', String(tally.failed)],
    ['slices dropped', String(tally.dropped)],
    ['items', String(tally.items)],
  ])
}
