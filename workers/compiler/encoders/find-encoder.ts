import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { parseConfig } from '../parse-config'
import type { Encoder } from './encoder'
import { encoders } from './index'

const schema = z.looseObject({ model_type: z.string() })

/** The encoder that config.json names. @throws Refusal `unknown-family` naming it and those there are. */
export function findEncoder(config: unknown): Encoder {
  const { model_type } = parseConfig('config.json', schema, config)
  const found = encoders.find(({ modelTypes }) => modelTypes.includes(model_type))
  if (found) return found
  const known = encoders.flatMap(({ modelTypes }) => modelTypes).join(', ')
  throw new Refusal(
    'unknown-family',
    `model_type "${model_type}" is not an encoder that is supported; supported: ${known}`,
  )
}
