import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '#lib/domain/refusal'
import { type Part, takePart } from './half-made'
import { folderOf, type HubSubject } from './hub-answer'
import { ConnectionLost, type HubAnswer, type HubConnection } from './hub-connection'
import type { HubFile } from './hub-listing'

/** Folder inside a checkpoint's folder for what is known of its files. */
export const notesFolder = '.hub'

/** Downloads that are tried where the bytes are not those that were listed. */
const mostCorrupt = 2
/** Pause before looking again whether another process has finished a file. */
const lookAgainMs = 1000

export interface FileDownload {
  readonly hub: HubConnection
  readonly subject: HubSubject
  /** Folder that gets the file. */
  readonly folder: string
  readonly wait: (ms: number) => Promise<unknown>
  /** Bytes of the file that are there. */
  readonly progress: (bytes: number) => void
}

/**
 * Whether a file is there, whole and verified. One without our note, or changed after it was written, is hashed.
 */
export async function isVerified(folder: string, file: HubFile): Promise<boolean> {
  const path = join(folder, file.path)
  const note = join(folder, notesFolder, file.path)
  const [found, noted] = await Promise.all([path, note].map(one => stat(one).catch(() => null)))
  if (!found?.isFile() || found.size !== file.size) return false
  if (noted && noted.mtimeMs >= found.mtimeMs) return true
  if ((await hashOf(path, file)) !== file.hash.hex) return false
  await writeNote(folder, file)
  return true
}

/**
 * Brings a file of a repository into a folder: goes on with what is there, verifies its hash and only then gives it
 * its name. Waits where another process downloads it.
 * @throws Refusal `hub-corrupt` where the bytes differ from the listing twice; or of the connection.
 */
export async function fetchFile(download: FileDownload, file: HubFile): Promise<void> {
  const { folder, wait, progress } = download
  const path = join(folder, file.path)
  for (let corrupt = 0; ; ) {
    const part = await takePart(path)
    if (!part) {
      await wait(lookAgainMs)
      continue
    }
    const wrong = await completePart(download, file, part)
    if (wrong === null) break
    if (++corrupt >= mostCorrupt) throw new Refusal('hub-corrupt', `${file.path}: ${wrong}, ${corrupt} times`)
  }
  progress(file.size)
}

/** Fills a part, checks it and gives it its name. Returns what is wrong with its bytes, or null. */
async function completePart(download: FileDownload, file: HubFile, part: Part): Promise<string | null> {
  try {
    // Whoever had it before may have finished it.
    const done = await isVerified(download.folder, file)
    const wrong = done
      ? null
      : ((await fillPart(download, file, part.path)) ?? (await checkPart(file, part.path)))
    await (done || wrong !== null ? part.discard() : part.finish())
    if (!done && wrong === null) await writeNote(download.folder, file)
    return wrong
  } catch (error) {
    await part.release()
    throw error
  }
}

async function checkPart(file: HubFile, path: string): Promise<string | null> {
  const { kind, hex } = file.hash
  const found = await hashOf(path, file)
  return found === hex ? null : `its ${kind} is ${found}, not the listed ${hex}`
}

/** Asks for the missing bytes of a part until all are there. */
async function fillPart(
  { hub, subject, progress }: FileDownload,
  { path: name, size }: HubFile,
  path: string,
): Promise<string | null> {
  const { repository, revision } = subject
  // No truncation: a second writer, should there ever be one, writes the same bytes to the same places.
  const handle = await open(path, 'r+')
  try {
    let have = (await handle.stat()).size
    if (have > size) return `${have} bytes are there of ${size}`
    if (have === size) return null
    const url = new URL(
      `${repository}/resolve/${revision}/${encodeURIComponent(name)}`,
      folderOf(hub.endpoint),
    )
    const wrong = await hub.get({
      url,
      subject: { ...subject, file: name },
      headers: () => headersFrom(have),
      async read(answer) {
        const start = startOf(answer, have, size)
        if (start === null) return `the hub answers ${answer.status} for the bytes from ${have} of ${size}`
        have = start
        for await (const chunk of answer.chunks) {
          if (have + chunk.length > size) return `the hub sends more than the listed ${size} bytes`
          await writeWhole(handle, chunk, have)
          have += chunk.length
          progress(have)
        }
        if (have < size) throw new ConnectionLost(`${hub.endpoint.host} sent ${have} of ${size} bytes`)
        return null
      },
    })
    await handle.sync()
    return wrong
  } finally {
    await handle.close()
  }
}

/** A range counts bytes as they are coded, so there may be no coding; beside a range fetch itself says so. */
function headersFrom(start: number): Record<string, string> {
  return start > 0 ? { range: `bytes=${start}-` } : { 'accept-encoding': 'identity' }
}

/** Where the bytes of an answer belong: where we asked, or at the start where the range was ignored; null: nowhere. */
function startOf({ status, headers }: HubAnswer, asked: number, size: number): number | null {
  if (status === 200) return 0
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '')
  const fits =
    status === 206 && Number(range?.[1]) === asked && (range?.[2] === '*' || Number(range?.[2]) === size)
  return fits ? asked : null
}

async function writeWhole(
  handle: Awaited<ReturnType<typeof open>>,
  chunk: Uint8Array,
  position: number,
): Promise<void> {
  for (let done = 0; done < chunk.length; )
    done += (await handle.write(chunk, done, chunk.length - done, position + done)).bytesWritten
}

/** Hexadecimal digest of a file's bytes, by the rule of the listed hash. */
async function hashOf(path: string, { size, hash }: HubFile): Promise<string> {
  const digest = hash.kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`)
  await pipeline(createReadStream(path), digest)
  return digest.digest('hex')
}

/** Notes that a file was verified as it is now. */
async function writeNote(folder: string, { path, hash }: HubFile): Promise<void> {
  const note = join(folder, notesFolder, path)
  await mkdir(dirname(note), { recursive: true })
  await writeFile(note, `${hash.kind}:${hash.hex}\n`)
}
