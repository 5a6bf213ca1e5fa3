import { setTimeout as wait } from 'node:timers/promises'
import type { SubmissionStatus } from '#lib/domain/submission'
import { suiteIds } from '#lib/domain/suite'
import { readEnv } from '#lib/env'
import { connectPortal, type Portal } from '#workers/services/portal-client'
import { readCheckpointSource } from './checkpoint-source'
import { type Command, oneOf, onlyPositional, type Report, readArguments, required, table } from './command'
import { declaredRelatives, relativeHelp, relativeOptions } from './probe-means'
import { openProgress } from './progress'
import type { Terminal } from './terminal'

const pollMs = 1000

export const submit: Command = {
  name: 'submit',
  usage: 'CHECKPOINT --portal URL [--name N] [--suite ID] [--encoder C] [--backbone C] [--wait]',
  summary: 'ask a portal to evaluate a checkpoint: a folder, or owner/name@commit of the Hub',
  options: [
    ['--portal URL', 'the portal to submit to'],
    ['--name N', 'the name the leaderboard shows (that of the folder or repository)'],
    ['--suite ID', `${suiteIds.join(', ')} (demo)`],
    ...relativeHelp,
    ['--token T', 'token to submit with, where the portal asks for one'],
    ['--wait', 'wait for the result; exit status 1 where the run is refused or fails'],
  ],
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, {
      portal: { type: 'string' },
      name: { type: 'string' },
      suite: { type: 'string' },
      token: { type: 'string' },
      wait: { type: 'boolean' },
      ...relativeOptions,
      json: { type: 'boolean' },
    })
    const argument = onlyPositional(positionals, 'CHECKPOINT')
    const suite = oneOf(values.suite ?? 'demo', '--suite', suiteIds)
    const token = values.token ?? readEnv().workerToken
    const portal = connectPortal(required(values.portal, '--portal'), { token })
    const source = await readCheckpointSource(argument, terminal)
    const { encoder, backbone } = await declaredRelatives(values, terminal)
    const submitted = await portal.submit({
      source,
      suite,
      ...(encoder ? { encoder } : {}),
      ...(backbone ? { backbone } : {}),
      ...(values.name === undefined ? {} : { name: values.name }),
    })
    return reportOf(values.wait ? await follow(portal, submitted, terminal) : submitted)
  },
}

async function follow(
  portal: Portal,
  submitted: SubmissionStatus,
  terminal: Terminal,
): Promise<SubmissionStatus> {
  const progress = openProgress(terminal, submitted.name)
  try {
    for (let status = submitted; ; status = await portal.submission(submitted.submission)) {
      progress.set(status.itemsDone, status.items)
      if (isOver(status)) return status
      await wait(pollMs)
    }
  } finally {
    progress.close()
  }
}

function isOver({ state }: SubmissionStatus): boolean {
  return state === 'complete' || state === 'refused' || state === 'failed'
}

function reportOf(status: SubmissionStatus): Report {
  const text = table([
    ['submission', status.submission],
    ['name', status.name],
    ['state', status.state],
    ['items', `${status.itemsDone} of ${status.items}`],
    ...(status.checkpoint === null ? [] : [['checkpoint', status.checkpoint] as const]),
  ])
  if (status.state !== 'refused' && status.state !== 'failed') return { json: status, text }
  const { code, message } = status.reason ?? { code: status.state, message: 'the portal gives no reason' }
  return { json: status, text, failure: `the run is ${status.state}: ${code}: ${message}` }
}
