import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Database } from '../db/database'
import { runs, slices, submissions } from '../db/schema'
import { Refusal } from '../domain/refusal'
import {
  type CheckpointSource,
  type SubmissionRequest,
  type SubmissionStatus,
  submissionRequest,
} from '../domain/submission'
import { servesItsOwnMachine } from './local-owner'
import { openQueue, type SliceQueue } from './queue'
import { readStatus } from './read-status'

/**
 * Admits a submission: its run, and the slice that prepares it, are stored and queued together or not at all.
 * @throws Refusal `bad-request` naming the field, `checkpoint-not-found`.
 */
export async function submit(
  database: Database,
  request: SubmissionRequest,
  queue?: SliceQueue,
): Promise<SubmissionStatus> {
  const parsed = submissionRequest.safeParse(request)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Refusal('bad-request', `${issue?.path.join('.') || 'the request'}: ${issue?.message}`)
  }
  const { name, suite } = parsed.data
  const source = admitSource('source', parsed.data.source)
  const encoder = parsed.data.encoder && admitSource('encoder', parsed.data.encoder)
  const backbone = parsed.data.backbone && admitSource('backbone', parsed.data.backbone)
  const submission = randomUUID()
  const slice = randomUUID()
  const waiting = queue ?? (await openQueue())
  await database.transaction(async transaction => {
    const run = randomUUID()
    await transaction
      .insert(submissions)
      .values({ id: submission, name: name ?? nameOf(source), source, encoder, backbone })
    await transaction.insert(runs).values({ id: run, submission, suite, state: 'queued' })
    await transaction
      .insert(slices)
      .values({ id: slice, run, kind: 'prepare', place: 0, firstItem: 0, endItem: 0, state: 'waiting' })
    await waiting.add(transaction, [slice])
  })
  const status = await readStatus(database, submission)
  if (!status) throw new Error(`submission ${submission} was stored but cannot be read`)
  return status
}

/** @param field of the request, for the refusal. */
function admitSource(field: string, source: CheckpointSource): CheckpointSource {
  // Whether it is there is for the worker to find out, which has the hub's token.
  if (source.kind === 'hub') return source
  if (!servesItsOwnMachine())
    throw new Refusal('bad-request', `${field}: a directory can only be submitted to a portal of one machine`)
  const path = resolve(/* turbopackIgnore: true */ source.path)
  if (!existsSync(join(/* turbopackIgnore: true */ path, 'config.json')))
    throw new Refusal('checkpoint-not-found', `${field}: ${path} has no config.json`)
  return { kind: 'directory', path }
}

function nameOf(source: CheckpointSource): string {
  return source.kind === 'directory' ? basename(source.path) : source.repository
}
