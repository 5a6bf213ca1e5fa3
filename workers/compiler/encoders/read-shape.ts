import { readModelFiles } from '../read-config'
import type { EncoderShape } from './encoder'
import { findEncoder } from './find-encoder'

/**
 * What an encoder is by its configuration alone; whether it has a classification head only its weights say.
 * @throws Refusal as `readConfig`, `findEncoder` and the encoder's `compile`.
 */
export function readEncoderShape(directory: string): Omit<EncoderShape, 'classes' | 'embeddingWidth'> {
  const files = readModelFiles(directory)
  return findEncoder(files.config).compile(files, () => false).shape
}
