import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { Refusal } from '#lib/domain/refusal'

/** Bytes of the largest JSON or template file that is read: a tokenizer of 256,000 pieces has about 30 MB. */
const largestText = 128 * 1024 * 1024

/**
 * The path of a file of a checkpoint, or null where there is none. A link may not lead out of the folder: whoever
 * submits a folder must not make a worker read anything else. In a Hugging Face cache it may lead to the blobs of
 * its own repository, where the cache keeps every file.
 * @throws Refusal `unsafe-file`.
 */
export function checkpointFile(directory: string, file: string): string | null {
  const path = join(directory, file)
  if (!existsSync(path)) return null
  const target = realpathSync(path)
  const repository = cachedRepository(directory)
  const inside = target.startsWith(`${realpathSync(directory)}${sep}`)
  if (!inside && !(repository !== null && target.startsWith(join(repository, 'blobs', sep))))
    throw new Refusal('unsafe-file', `${file} is a link that leads out of the checkpoint's folder`)
  if (!statSync(path).isFile()) throw new Refusal('unsafe-file', `${file} is not a regular file`)
  return path
}

/**
 * The text of a file of a checkpoint, or null where there is none. @param largest in bytes.
 * @throws Refusal `unsafe-file`.
 */
export function readCheckpointText(directory: string, file: string, largest = largestText): string | null {
  const path = checkpointFile(directory, file)
  if (path === null) return null
  const { size } = statSync(path)
  if (size > largest)
    throw new Refusal('unsafe-file', `${file} has ${size} bytes; at most ${largest} are read`)
  return readFileSync(path, 'utf8')
}

/** The folder that holds every file of a checkpoint, links followed: its own, or its repository's in a cache. */
export function rootOf(directory: string): string {
  return cachedRepository(directory) ?? realpathSync(directory)
}

/** `…/models--owner--name` of `…/models--owner--name/snapshots/<commit>`; null outside a Hugging Face cache. */
function cachedRepository(directory: string): string | null {
  const parts = realpathSync(directory).split(sep)
  const at = parts.findLastIndex((part, i) => part === 'snapshots' && parts[i - 1]?.startsWith('models--'))
  return at < 0 || at === parts.length - 1 ? null : parts.slice(0, at).join(sep)
}
