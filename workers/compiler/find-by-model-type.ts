import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { parseConfig } from './parse-config'

const named = z.looseObject({ model_type: z.string() })

/** The `model_type` of config.json. @throws Refusal `bad-config`. */
export function modelTypeOf(config: unknown): string {
  return parseConfig('config.json', named, config).model_type
}

/**
 * The entry of a catalogue that config.json names. @param wanted what the refusal says it is not, e.g. `supported`.
 * @throws Refusal `unknown-family` naming it and those there are, `bad-config`.
 */
export function findByModelType<Entry>(
  config: unknown,
  entries: readonly Entry[],
  typesOf: (entry: Entry) => readonly string[],
  wanted: string,
): Entry {
  const modelType = modelTypeOf(config)
  const found = entries.find(entry => typesOf(entry).includes(modelType))
  if (found) return found
  const known = entries.flatMap(typesOf).join(', ')
  throw new Refusal('unknown-family', `model_type "${modelType}" is not ${wanted}; supported: ${known}`)
}
