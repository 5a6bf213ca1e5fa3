import { Refusal } from '#lib/domain/refusal'
import { readCheckpointText } from '#workers/safetensors/checkpoint-file'

/** Bytes of the largest JSON file but tokenizer.json and vocab.json. */
const largestConfig = 1024 * 1024

/** The value in a JSON file of a pipeline, null where there is no such file. @throws Refusal `bad-config`, `unsafe-file`. */
export function readJson(
  directory: string,
  file: string,
  largest: number | undefined = largestConfig,
): unknown {
  const text = readCheckpointText(directory, file, largest)
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Refusal('bad-config', `${file} is not JSON`, { cause: error })
  }
}

/** @throws Refusal `checkpoint-not-found` where there is no such file. */
export function requireJson(directory: string, file: string): unknown {
  const value = readJson(directory, file)
  if (value === null) throw new Refusal('checkpoint-not-found', `the pipeline has no ${file}`)
  return value
}
