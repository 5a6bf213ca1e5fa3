import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { parsePlainJson } from './plain-json'

/** Files beside the weights that a checkpoint is read from. */
export const plainFiles: readonly string[] = [
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
export const weightFile = 'model.safetensors'
export const indexFile = 'model.safetensors.index.json'

const pickles = /\.(bin|pt|pth|ckpt|pkl|pickle)$/
const shardIndex = z.object({ weight_map: z.record(z.string(), z.string()) })

/**
 * Why a checkpoint without readable weights cannot be used. @param where it is; @param files that there are.
 * Returns Refusal `unsafe-file` where there are only pickles, else `checkpoint-not-found`.
 */
export function noWeights(where: string, files: readonly string[]): Refusal {
  const pickle = files.find(name => pickles.test(name))
  if (pickle !== undefined)
    return new Refusal(
      'unsafe-file',
      `${where} has only ${pickle}, a pickle, which can run code; only .safetensors weights are read`,
    )
  return new Refusal('checkpoint-not-found', `${where} has no ${weightFile} and no ${indexFile}`)
}

/**
 * Which file holds each tensor, as an index says, and the files, sorted. @param index its text.
 * @throws Refusal `bad-safetensors`, `unsafe-file` for a name that may lead out of the folder.
 */
export function readShardIndex(index: string): {
  files: readonly string[]
  declared: readonly [tensor: string, file: string][]
} {
  const parsed = shardIndex.safeParse(parsePlainJson(indexFile, index))
  if (!parsed.success)
    throw new Refusal('bad-safetensors', `${indexFile} has no weight_map of file names`, {
      cause: parsed.error,
    })
  const declared = Object.entries(parsed.data.weight_map)
  const files = [...new Set(declared.map(([, file]) => file))].sort()
  if (files.length === 0) throw new Refusal('bad-safetensors', `${indexFile} names no tensor`)
  const stray = files.find(file => !/^[\w.-]{1,255}\.safetensors$/.test(file))
  if (stray !== undefined)
    throw new Refusal(
      'unsafe-file',
      `the index names ${JSON.stringify(stray.slice(0, 255))}, which is not a .safetensors file of the folder`,
    )
  return { files, declared }
}
