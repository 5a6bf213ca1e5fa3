import { createHash } from 'node:crypto'
import { type CheckpointDigest, checkpointDigest } from '#lib/domain/checkpoint'
import { checkpointFile } from '#workers/safetensors/checkpoint-file'
import { hashFile } from './hash-file'

/** Files beside the weights that decide an answer. */
const decidingFiles = [
  'config.json',
  'generation_config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'chat_template.jinja',
  'chat_template.json',
  'chat_templates/default.jinja',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
]

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
