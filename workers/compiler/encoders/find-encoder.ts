import { findByModelType } from '../find-by-model-type'
import type { Encoder } from './encoder'
import { encoders } from './index'

/** The encoder that config.json names. @throws Refusal `unknown-family` naming it and those there are, `bad-config`. */
export function findEncoder(config: unknown): Encoder {
  return findByModelType(config, encoders, ({ modelTypes }) => modelTypes, 'an encoder that is supported')
}
