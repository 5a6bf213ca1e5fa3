import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { SingleBar } from 'cli-progress'
import { Refusal } from '#lib/domain/refusal'
import { type CheckpointSource, checkpointSource } from '#lib/domain/submission'
import { readEnv } from '#lib/env'
import {
  type DownloadProgress,
  downloadCheckpoint,
  type HubCheckpoint,
  resolveCommit,
} from '#workers/services/hub'
import type { Terminal } from './terminal'

/** `owner/name`, or `owner/name@revision`: a branch, a tag or a commit. */
const repositoryName = /^([\w.-]+\/[\w.-]+?)(?:@((?!.*\.\.)[\w.][\w./-]{0,199}))?$/

/**
 * What a CHECKPOINT argument names: a folder where there is one, else a repository of the hub, whose branch or tag
 * (main) becomes the commit that it names now; that commit is told.
 * @throws Refusal `checkpoint-not-found` where it can be neither, or of `resolveCommit`.
 */
export async function readCheckpointSource(argument: string, terminal: Terminal): Promise<CheckpointSource> {
  const path = resolve(argument)
  const [, repository, revision = 'main'] = repositoryName.exec(argument) ?? []
  if (existsSync(path)) return { kind: 'directory', path }
  const named = checkpointSource.safeParse({ kind: 'hub', repository, commit: '0'.repeat(40) })
  if (repository === undefined || !named.success)
    throw new Refusal(
      'checkpoint-not-found',
      `there is no folder ${path}, and ${argument} does not read owner/name@commit`,
    )
  const commit = await resolveCommit(repository, revision, readEnv().hub)
  if (commit !== revision) terminal.tell(`${repository}@${revision} is ${repository}@${commit}`)
  return { kind: 'hub', repository, commit }
}

/** The folder of a CHECKPOINT argument, downloaded where it is a repository. @throws Refusal of either step. */
export async function checkpointDirectory(argument: string, terminal: Terminal): Promise<string> {
  return folderOf(await readCheckpointSource(argument, terminal), terminal)
}

/** The folder of a source, downloaded where it is a repository. @throws Refusal of `downloadCheckpoint`. */
export async function folderOf(source: CheckpointSource, terminal: Terminal): Promise<string> {
  return source.kind === 'directory' ? source.path : downloadTold(source, terminal)
}

/** Downloads a repository and shows how far it is. @throws Refusal of `downloadCheckpoint`. */
export async function downloadTold(checkpoint: HubCheckpoint, terminal: Terminal): Promise<string> {
  const line = downloadLine(`${checkpoint.repository}@${checkpoint.commit.slice(0, 7)}`, terminal)
  try {
    return await downloadCheckpoint(checkpoint, readEnv().hub, line.progress)
  } finally {
    line.close()
  }
}

/** A bar of megabytes where somebody watches, else one line when the download begins. */
function downloadLine(
  name: string,
  { watcher, tell }: Terminal,
): { progress: DownloadProgress; close(): void } {
  const bar = watcher
    ? new SingleBar({
        stream: watcher,
        format: `${name} [{bar}] {value}/{total} MB, {eta_formatted} left`,
        hideCursor: true,
        etaBuffer: 50,
      })
    : null
  let begun = false
  return {
    progress(bytes, totalBytes) {
      const [done, total] = [megabytes(bytes), megabytes(totalBytes)]
      if (begun) bar?.update(done)
      else if (bar) bar.start(total, done)
      else tell(`${name}: downloading ${total} MB, ${done} MB are there`)
      begun = true
    },
    close: () => bar?.stop(),
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10
}
