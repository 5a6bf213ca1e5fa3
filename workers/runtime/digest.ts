import { createHash } from 'node:crypto'
import { type CheckpointDigest, checkpointDigest } from '#lib/domain/checkpoint'
import { checkpointFile } from '#workers/safetensors/checkpoint-file'
import { plainFiles } from '#workers/safetensors/checkpoint-names'
import { hashFile } from './hash-file'

/** Files beside the weights that decide an answer. */
const decidingFiles = [...plainFiles, 'chat_templates/default.jinja']

/**
 * SHA-256 over the sorted list of (file name, SHA-256 of its bytes) of every file that decides an answer.
 * @param memory a folder for the hashes of large files; null: every call reads every byte.
 * @throws Refusal `unsafe-file`.
 */
export async function digestCheckpoint(
  directory: string,
  weightFiles: readonly string[],
  memory: string | null = null,
): Promise<CheckpointDigest> {
  const total = createHash('sha256')
  for (const file of [...decidingFiles, ...weightFiles].sort()) {
    const path = checkpointFile(directory, file)
    if (path !== null) total.update(`${file}\0${await hashFile(path, memory)}\n`)
  }
  return checkpointDigest.parse(`sha256:${total.digest('hex')}`)
}
