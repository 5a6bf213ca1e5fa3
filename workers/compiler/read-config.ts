import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { readCheckpointText } from '#workers/safetensors/checkpoint-file'
import type { CheckpointFiles, Family, ModelFiles } from './families/family'
import { families } from './families/index'
import { findByModelType } from './find-by-model-type'

/** Bytes of the largest JSON file but tokenizer.json, which has every piece of the vocabulary. */
const largestConfig = 16 * 1024 * 1024
const processorConfig = z.looseObject({ image_processor: z.unknown().optional() })

/** config.json, parsed. @throws Refusal `checkpoint-not-found`, `bad-config`, `unsafe-file`. */
export function readConfig(directory: string): unknown {
  const config = readJson(directory, 'config.json')
  if (config === null) throw new Refusal('checkpoint-not-found', `${directory} has no config.json`)
  return config
}

/** Reads what says what a model is, but not its vocabulary, which may be large. @throws as `readConfig`. */
export function readModelFiles(directory: string): ModelFiles {
  const config = readConfig(directory)
  const processor = readJson(directory, 'processor_config.json')
  // transformers 5 nests the image processor in processor_config.json, and that one wins.
  const nested = processorConfig.safeParse(processor)
  const inside = nested.success ? nested.data.image_processor : undefined
  return {
    config,
    generation: readJson(directory, 'generation_config.json'),
    preprocessor: inside ?? readJson(directory, 'preprocessor_config.json'),
    processor,
  }
}

/** Reads everything beside the weights. @throws as `readConfig`. */
export function readCheckpointFiles(directory: string): CheckpointFiles {
  return {
    ...readModelFiles(directory),
    tokenizer: readJson(directory, 'tokenizer.json'),
    tokenizerConfig: readJson(directory, 'tokenizer_config.json'),
    specialTokensMap: readJson(directory, 'special_tokens_map.json'),
    addedTokens: readJson(directory, 'added_tokens.json'),
    chatTemplate: readJson(directory, 'chat_template.json'),
    jinja:
      readCheckpointText(directory, 'chat_template.jinja') ??
      readCheckpointText(directory, 'chat_templates/default.jinja'),
  }
}

/** The family that config.json names. @throws Refusal `unknown-family` naming it and those there are. */
export function familyOf({ config }: Pick<ModelFiles, 'config'>): Family {
  return findByModelType(config, families, family => [family.modelType], 'supported')
}

/** The value in a JSON file, null where there is no such file. @throws Refusal `bad-config`, `unsafe-file`. */
function readJson(directory: string, file: string): unknown {
  const text = readCheckpointText(directory, file, file === 'tokenizer.json' ? undefined : largestConfig)
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Refusal('bad-config', `${file} is not JSON`, { cause: error })
  }
}
