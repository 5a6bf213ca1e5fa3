import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { partBytes } from './half-made'
import { chooseFiles, chooseShards } from './hub-choice'
import { connectHub, type HubConnection, type HubSettings } from './hub-connection'
import { fetchFile, isVerified, notesFolder } from './hub-file'
import { commitOf, type HubFile, hubFile, listCommit } from './hub-listing'

export type { HubSettings } from './hub-connection'

/** A repository at a commit of 40 digits. */
export interface HubCheckpoint {
  /** `owner/name`. */
  readonly repository: string
  readonly commit: string
}

/** Told how many bytes of a checkpoint are there, of how many. */
export type DownloadProgress = (bytes: number, totalBytes: number) => void

/**
 * The commit that a branch, a tag or a commit of a repository names now.
 * @throws Refusal `hub-denied`, `checkpoint-not-found`, `hub-unreachable`, `bad-usage` (the endpoint).
 */
export async function resolveCommit(
  repository: string,
  revision: string,
  settings: HubSettings,
): Promise<string> {
  return commitOf(connectHub(settings), { repository, revision })
}

/**
 * Downloads what a checkpoint is read from (safetensors, JSON and templates; never a pickle) and returns its folder
 * under the cache. What is there already is not asked for again; a folder that is whole needs no hub at all.
 * @throws Refusal `hub-denied`, `hub-unreachable`, `hub-corrupt`, `checkpoint-not-found`, `checkpoint-too-large`,
 * `unsafe-file`, `missing-tensor`, `bad-safetensors`, `bad-usage` (the endpoint).
 */
export async function downloadCheckpoint(
  { repository, commit }: HubCheckpoint,
  settings: HubSettings,
  progress: DownloadProgress = () => undefined,
): Promise<string> {
  const { cacheFolder, wait = sleep, freeBytes = freeBytesOf } = settings
  const hub = connectHub(settings)
  const name = `${repository}@${commit}`
  const folder = join(cacheFolder, hub.endpoint.host.replace(':', '_'), repository, commit)
  await mkdir(folder, { recursive: true })
  const subject = { repository, revision: commit }
  const fetchInto = (file: HubFile, told: (bytes: number) => void) =>
    fetchFile({ hub, subject, folder, wait, progress: told }, file)

  const listing = await listingOf(hub, { repository, commit }, folder)
  const { plain, weights, sharded } = chooseFiles(name, listing)
  // The shards are known, and so is the size of it all, once the index is there.
  if (sharded) await fetchInto(weights, () => undefined)
  const shards = sharded
    ? chooseShards(name, await readFile(join(folder, weights.path), 'utf8'), listing)
    : []
  const files = [...plain, weights, ...shards]

  const missing: HubFile[] = []
  for (const file of files) if (!(await isVerified(folder, file))) missing.push(file)
  await checkSpace(name, folder, missing, freeBytes)

  const total = sizeOf(files)
  let done = total - sizeOf(missing)
  for (const file of missing) {
    const before = done
    await fetchInto(file, bytes => progress(before + bytes, total))
    done += file.size
  }
  return folder
}

/** What a commit holds never changes: it is asked for once. */
async function listingOf(
  hub: HubConnection,
  { repository, commit }: HubCheckpoint,
  folder: string,
): Promise<HubFile[]> {
  const path = join(folder, notesFolder, 'listing.json')
  const stored = await readFile(path, 'utf8').catch(() => null)
  const parsed = stored === null ? null : z.array(hubFile).safeParse(parseJson(stored))
  if (parsed?.success) return parsed.data
  const listing = await listCommit(hub, { repository, revision: commit })
  await mkdir(dirname(path), { recursive: true })
  const written = `${path}.${randomUUID()}`
  await writeFile(written, JSON.stringify(listing))
  await rename(written, path)
  return listing
}

/** @throws Refusal `checkpoint-too-large` with the numbers. */
async function checkSpace(
  name: string,
  folder: string,
  missing: readonly HubFile[],
  freeBytes: (folder: string) => Promise<number>,
): Promise<void> {
  const parts = await Promise.all(missing.map(({ path }) => partBytes(join(folder, path))))
  const needed = sizeOf(missing) - parts.reduce((sum, bytes) => sum + bytes, 0)
  const free = needed > 0 ? await freeBytes(folder) : 0
  if (needed > free)
    throw new Refusal(
      'checkpoint-too-large',
      `${name} needs ${needed} more bytes in ${folder}, whose disk has ${free} free`,
    )
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

function sizeOf(files: readonly HubFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
