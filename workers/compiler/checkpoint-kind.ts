import { Refusal } from '#lib/domain/refusal'
import { encoders } from './encoders/index'
import { families } from './families/index'
import { modelTypeOf } from './find-by-model-type'
import { textOnlyModels } from './language-models/index'

/** What a checkpoint is for: to answer questions about pictures, to continue text, or to encode pictures. */
export const checkpointKinds = ['vision-language', 'language-model', 'encoder'] as const
export type CheckpointKind = (typeof checkpointKinds)[number]

/** As they are said. */
const kindNames: Readonly<Record<CheckpointKind, string>> = {
  'vision-language': 'a checkpoint that sees',
  'language-model': 'a language model',
  encoder: 'an image encoder',
}

/** @param what it was named as. @throws Refusal `unknown-family` of a checkpoint for something else; see `checkpointKind`. */
export function requireKind(config: unknown, kind: CheckpointKind, what: string): void {
  const found = checkpointKind(config)
  if (found !== kind)
    throw new Refusal(
      'unknown-family',
      `${what} must be ${kindNames[kind]}; model_type "${modelTypeOf(config)}" is ${kindNames[found]}`,
    )
}

/** @param config parsed config.json. @throws Refusal `unknown-family` naming every `model_type` there is, `bad-config`. */
export function checkpointKind(config: unknown): CheckpointKind {
  const found = modelTypeOf(config)
  const known: Record<CheckpointKind, readonly string[]> = {
    'vision-language': families.map(family => family.modelType),
    'language-model': textOnlyModels.map(model => model.modelType),
    encoder: encoders.flatMap(encoder => encoder.modelTypes),
  }
  const kind = checkpointKinds.find(one => known[one].includes(found))
  if (kind) return kind
  const supported = checkpointKinds.map(one => known[one].join(', ')).join('; ')
  throw new Refusal('unknown-family', `model_type "${found}" is not supported; supported: ${supported}`)
}
