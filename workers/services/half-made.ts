import { open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'

/**
 * A half downloaded file, or a folder that is half filled. `<name>.part` waits for whoever goes on with it; while somebody
 * does, it is called `<name>.part.<host>.<process>.<number>`. A rename makes it ours, and of two processes that try only one
 * succeeds.
 */
export interface Part {
  readonly path: string
  /** Lets the next one go on with it. */
  release(): Promise<void>
  /** It is whole: gives it its name. */
  finish(): Promise<void>
  discard(): Promise<void>
}

/** Longer than any pause between tries: who has written nothing for so long is gone, whatever its process id says. */
const goneAfterMs = 15 * 60_000
const here = hostname().replace(/[^A-Za-z0-9-]/g, '-')
const held = new Set<string>()

const emptyFile = async (path: string) => (await open(path, 'wx')).close()

/**
 * Takes the part of a file, or an empty one. Null while somebody else works on it.
 * @param create makes an empty one, and fails where there is one already.
 */
export async function takePart(
  file: string,
  create: (path: string) => Promise<unknown> = emptyFile,
): Promise<Part | null> {
  const waiting = `${file}.part`
  const path = `${waiting}.${here}.${process.pid}.${nextNumber()}`
  // One look for both: a part that somebody takes after it was seen to be free must not be taken from them.
  const parts = await partsOf(file)
  if (await isTaken(parts, file, path)) return null
  const [from] = parts
  held.add(path)
  try {
    if (from === undefined) await create(path)
    else {
      // What has lain there for long must not look abandoned once it is ours.
      await keepFresh(from)
      await rename(from, path)
    }
  } catch (error) {
    held.delete(path)
    // Another process took it first.
    if (isAbsent(error)) return null
    throw error
  }
  const part = partAt(path, file)
  // Two that found nothing have made one each: both step back, and then there is one to rename.
  if (!(await isTaken(await partsOf(file), file, path))) return part
  await part.release()
  return null
}

/** Whether anybody but the holder of `own` downloads a file that has these parts. */
async function isTaken(parts: readonly string[], file: string, own: string): Promise<boolean> {
  for (const part of parts)
    if (part !== own && part !== `${file}.part` && !(await isAbandoned(part))) return true
  return false
}

function partAt(path: string, file: string): Part {
  const leave = async (done: Promise<void>) => {
    await done
    held.delete(path)
  }
  return {
    path,
    release: () => leave(rename(path, `${file}.part`).catch(ignoreOthers)),
    finish: () => leave(rename(path, file)),
    discard: () => leave(rm(path, { force: true, recursive: true })),
  }
}

/** The parts of a file, the waiting one first. */
async function partsOf(file: string): Promise<string[]> {
  const folder = dirname(file)
  const start = `${basename(file)}.part`
  const names = await readdir(folder)
  return names
    .filter(name => name === start || name.startsWith(`${start}.`))
    .sort()
    .map(name => join(folder, name))
}

/** Bytes of all parts of a file: what need not come again. */
export async function partBytes(file: string): Promise<number> {
  const sizes = await Promise.all((await partsOf(file)).map(part => stat(part).catch(() => null)))
  return sizes.reduce((most, found) => Math.max(most, found?.size ?? 0), 0)
}

/** Tells the others that its holder is alive. */
export function keepFresh(part: string): Promise<void> {
  const now = new Date()
  return utimes(part, now, now)
}

/** Whether the process that held a part is gone: killed, or on another machine and silent. */
async function isAbandoned(part: string): Promise<boolean> {
  const found = await stat(part).catch(() => null)
  if (!found || Date.now() - found.mtimeMs > goneAfterMs) return true
  const [, host, pid] = /\.part\.([^.]+)\.(\d+)\.\d+$/.exec(part) ?? []
  if (host !== here) return false
  // Process ids come again, in a container nearly always: our own number proves nothing.
  return Number(pid) === process.pid ? !held.has(part) : !isRunning(Number(pid))
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Somebody who thought us gone went on with it; or another one waits, and ours counts as abandoned. */
function ignoreOthers(error: unknown): void {
  const occupied = error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY'
  if (!isAbsent(error) && !occupied) throw error
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

let lastNumber = 0
function nextNumber(): number {
  lastNumber += 1
  return lastNumber
}
