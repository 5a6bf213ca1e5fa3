import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { Refusal } from '#lib/domain/refusal'

/** Bytes of the largest JSON or template file that is read: a tokenizer of 256,000 pieces has about 30 MB. */
const largestText = 128 * 1024 * 1024

/**
 * The path of a file of a checkpoint, or null where there is none. A link may not lead out of the folder: whoever
 * submits a folder must not make a worker read anything else.
 * @throws Refusal `unsafe-file`.
 */
export function checkpointFile(directory: string, file: string): string | null {
  const path = join(directory, file)
  if (!existsSync(path)) return null
  if (!realpathSync(path).startsWith(`${realpathSync(directory)}${sep}`))
    throw new Refusal('unsafe-file', `${file} is a link that leads out of the checkpoint's folder`)
  if (!statSync(path).isFile()) throw new Refusal('unsafe-file', `${file} is not a regular file`)
  return path
}

/** The text of a file of a checkpoint, or null where there is none. @throws Refusal `unsafe-file`. */
export function readCheckpointText(directory: string, file: string): string | null {
  const path = checkpointFile(directory, file)
  if (path === null) return null
  const { size } = statSync(path)
  if (size > largestText)
    throw new Refusal('unsafe-file', `${file} has ${size} bytes; at most ${largestText} are read`)
  return readFileSync(path, 'utf8')
}
