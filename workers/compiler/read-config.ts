import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { readCheckpointText } from '#workers/safetensors/checkpoint-file'
import type { CheckpointFiles, Family } from './families/family'
import { families } from './families/index'
import { parseConfig } from './parse-config'

/** Bytes of the largest JSON file but tokenizer.json, which has every piece of the vocabulary. */
const largestConfig = 16 * 1024 * 1024
const modelType = z.looseObject({ model_type: z.string() })
const processorConfig = z.looseObject({ image_processor: z.unknown().optional() })

/** Reads everything beside the weights. @throws Refusal `checkpoint-not-found`, `bad-config`, `unsafe-file`. */
export function readCheckpointFiles(directory: string): CheckpointFiles {
  const config = readJson(directory, 'config.json')
  if (config === null) throw new Refusal('checkpoint-not-found', `${directory} has no config.json`)
  const processor = readJson(directory, 'processor_config.json')
  // transformers 5 nests the image processor in processor_config.json, and that one wins.
  const nested = processorConfig.safeParse(processor)
  const inside = nested.success ? nested.data.image_processor : undefined
  return {
    config,
    generation: readJson(directory, 'generation_config.json'),
    preprocessor: inside ?? readJson(directory, 'preprocessor_config.json'),
    processor,
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
export function familyOf(files: CheckpointFiles): Family {
  const { model_type } = parseConfig('config.json', modelType, files.config)
  const found = families.find(family => family.modelType === model_type)
  if (found) return found
  const known = families.map(family => family.modelType).join(', ')
  throw new Refusal('unknown-family', `model_type "${model_type}" is not supported; supported: ${known}`)
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
