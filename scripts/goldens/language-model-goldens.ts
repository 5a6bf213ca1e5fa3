import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** Little-endian fp32 in base64. */
export const packedFloats = z.base64().transform(text => {
  const bytes = Buffer.from(text, 'base64')
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4))
})

const goldenCase = z.object({
  prompt: z.string(),
  promptText: z.string(),
  inputIds: z.array(z.int()),
  /** [vocabulary], of the last token of the prompt. */
  logits: packedFloats,
  /** The stop id excluded. */
  generatedIds: z.array(z.int()),
  truncated: z.boolean(),
  scores: z.array(
    z.object({ continuation: z.string(), ids: z.array(z.int()), logProbabilities: z.array(z.number()) }),
  ),
  /** Means over the tokens of the prompt alone. */
  states: z.object({ layers: z.array(packedFloats), normed: packedFloats }),
})
export type LanguageModelGolden = z.infer<typeof goldenCase>

const goldenFile = z.object({
  weights: z.string(),
  sha256: z.string(),
  config: z.record(z.string(), z.unknown()),
  generation: z.record(z.string(), z.unknown()).nullable(),
  chatTemplate: z.string().nullable(),
  cases: z.array(goldenCase),
})
export type LanguageModelGoldens = z.infer<typeof goldenFile>

/** What `scripts/goldens/language_models.py` wrote for one configuration. */
export function readLanguageModelGoldens(file: string): LanguageModelGoldens {
  return goldenFile.parse(JSON.parse(readFileSync(file, 'utf8')))
}

/**
 * Puts together in `directory` what the goldens were made of, from the weights and the tokenizer that lie beside them.
 * @param changes keys of config.json that are to be otherwise.
 */
export function writeCheckpoint(
  fixtures: string,
  { weights, sha256, config, generation, chatTemplate }: LanguageModelGoldens,
  directory: string,
  changes: Record<string, unknown> = {},
): void {
  const stored = join(fixtures, weights)
  if (createHash('sha256').update(readFileSync(stored)).digest('hex') !== sha256)
    throw new Error(`${stored} is not the file its goldens were made of`)
  copyFileSync(stored, join(directory, 'model.safetensors'))
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    copyFileSync(join(fixtures, file), join(directory, file))
  writeFileSync(join(directory, 'config.json'), JSON.stringify({ ...config, ...changes }))
  if (generation) writeFileSync(join(directory, 'generation_config.json'), JSON.stringify(generation))
  if (chatTemplate) writeFileSync(join(directory, 'chat_template.jinja'), chatTemplate)
}
