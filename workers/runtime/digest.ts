import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type CheckpointDigest, checkpointDigest } from '#lib/domain/checkpoint'

/** Files beside the weights that decide an answer. */
const decidingFiles = [
  'config.json',
  'generation_config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'chat_template.jinja',
  'chat_template.json',
  'tokenizer.json',
  'tokenizer_config.json',
]

/** SHA-256 over the sorted list of (file name, SHA-256 of its bytes) of every file that decides an answer. */
export async function digestCheckpoint(
  directory: string,
  weightFiles: readonly string[],
): Promise<CheckpointDigest> {
  const files = [...decidingFiles.filter(file => existsSync(join(directory, file))), ...weightFiles].sort()
  const total = createHash('sha256')
  for (const file of files) {
    const hash = createHash('sha256')
    await pipeline(createReadStream(join(directory, file)), hash)
    total.update(`${file}\0${hash.digest('hex')}\n`)
  }
  return checkpointDigest.parse(`sha256:${total.digest('hex')}`)
}
