import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import type { HubFile } from './hub-listing'

/** Everything beside the weights that a checkpoint is read from. */
const plainFiles = [
  'config.json',
  'generation_config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'chat_template.jinja',
  'chat_template.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
]
const indexFile = 'model.safetensors.index.json'
const wholeFile = 'model.safetensors'
const pickles = /\.(bin|pt|pth|ckpt|pkl|pickle)$/
const shardIndex = z.object({ weight_map: z.record(z.string(), z.string()) })

/** Bytes of the largest file beside the weights that is read. */
const largestPlainFile = 128 << 20

/** What to download: the plain files and, of the weights, either the one file or the index that names the shards. */
export interface HubChoice {
  readonly plain: readonly HubFile[]
  readonly weights: HubFile
  readonly sharded: boolean
}

/**
 * Chooses among the files of a repository. @param name `owner/name@commit`.
 * @throws Refusal `unsafe-file` where there are only pickles, `checkpoint-not-found`, `checkpoint-too-large`.
 */
export function chooseFiles(name: string, files: readonly HubFile[]): HubChoice {
  const byName = new Map(files.map(file => [file.path, file]))
  const plain = plainFiles.flatMap(path => byName.get(path) ?? [])
  const index = byName.get(indexFile)
  const weights = index ?? byName.get(wholeFile)
  if (!weights) {
    const pickle = files.find(({ path }) => pickles.test(path))
    if (pickle)
      throw new Refusal(
        'unsafe-file',
        `${name} has only ${pickle.path}, a pickle, which can run code; only .safetensors weights are read`,
      )
    throw new Refusal('checkpoint-not-found', `${name} has no ${wholeFile} and no ${indexFile}`)
  }
  if (!byName.has('config.json')) throw new Refusal('checkpoint-not-found', `${name} has no config.json`)
  for (const { path, size } of index ? [...plain, index] : plain)
    if (size > largestPlainFile)
      throw new Refusal(
        'checkpoint-too-large',
        `${path} of ${name} has ${size} bytes; at most ${largestPlainFile} are read`,
      )
  return { plain, weights, sharded: index !== undefined }
}

/** The shards that an index names. @throws Refusal `bad-safetensors`, `unsafe-file`, `missing-tensor`. */
export function chooseShards(name: string, index: string, files: readonly HubFile[]): HubFile[] {
  const shards = [...new Set(Object.values(weightMap(name, index)))].sort()
  return shards.map(shard => {
    if (!/^[\w.-]+\.safetensors$/.test(shard))
      throw new Refusal(
        'unsafe-file',
        `${indexFile} of ${name} names ${JSON.stringify(shard.slice(0, 200))}, which is not a .safetensors file`,
      )
    const file = files.find(({ path }) => path === shard)
    if (!file) throw new Refusal('missing-tensor', `weight file ${shard} is missing in ${name}`)
    return file
  })
}

function weightMap(name: string, index: string): Record<string, string> {
  try {
    return shardIndex.parse(JSON.parse(index)).weight_map
  } catch (error) {
    throw new Refusal(
      'bad-safetensors',
      `${indexFile} of ${name} is not JSON with a weight_map of file names`,
      {
        cause: error,
      },
    )
  }
}
