import { Refusal } from '#lib/domain/refusal'
import {
  indexFile,
  noWeights,
  plainFiles,
  readShardIndex,
  weightFile,
} from '#workers/safetensors/checkpoint-names'
import type { HubFile } from './hub-listing'

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
  // As transformers: a single file is preferred to an index that may lie beside it.
  const whole = byName.get(weightFile)
  const index = whole ? undefined : byName.get(indexFile)
  const weights = whole ?? index
  if (!weights)
    throw noWeights(
      name,
      files.map(({ path }) => path),
    )
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
  return readShardIndex(index).files.map(shard => {
    const file = files.find(({ path }) => path === shard)
    if (!file) throw new Refusal('missing-tensor', `weight file ${shard} is missing in ${name}`)
    return file
  })
}
