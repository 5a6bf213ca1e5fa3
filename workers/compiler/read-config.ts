import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ZodType, z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import type { CheckpointFiles, Family } from './families/family'
import { families } from './families/index'

const modelType = z.looseObject({ model_type: z.string() })
const processorConfig = z.looseObject({ image_processor: z.unknown().optional() })

/** Reads the JSON files of a checkpoint. @throws Refusal `checkpoint-not-found`, `bad-config`. */
export function readCheckpointFiles(directory: string): CheckpointFiles {
  if (!existsSync(join(directory, 'config.json')))
    throw new Refusal('checkpoint-not-found', `${directory} has no config.json`)
  const processor = readJson(directory, 'processor_config.json')
  // transformers 5 nests the image processor in processor_config.json, and that one wins.
  const nested = processorConfig.safeParse(processor)
  const inside = nested.success ? nested.data.image_processor : undefined
  return {
    config: readJson(directory, 'config.json'),
    generation: readJson(directory, 'generation_config.json'),
    preprocessor: inside ?? readJson(directory, 'preprocessor_config.json'),
    processor,
  }
}

/** The family that config.json names. @throws Refusal `unknown-family` naming it and those there are. */
export function familyOf(files: CheckpointFiles): Family {
  const { model_type } = parseConfig('config.json', modelType, files.config)
  const found = families.find(family => family.modelType === model_type)
  if (found) return found
  const known = families.map(family => family.modelType).join(', ')
  throw new Refusal('unknown-family', `model_type "${model_type}" is not supported; supported: ${known}`)
}

/** @throws Refusal `bad-config` naming the file, the key and what is wrong with it. */
export function parseConfig<T>(file: string, schema: ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Refusal('bad-config', `${file}: ${issue?.path.join('.') || 'the file'}: ${issue?.message}`)
}

function readJson(directory: string, file: string): unknown {
  const path = join(directory, file)
  if (!existsSync(path)) return null
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Refusal('bad-config', `${file} is not JSON`, { cause: error })
  }
}
