import { createHash } from 'node:crypto'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { editJson } from '#test/safetensors/write-safetensors'
import { temporaryFolder } from '#test/support/temporary-folder'

/** The pipeline that scripts/goldens/text_to_image.py made. */
export const tinyPipeline = join(import.meta.dirname, '../../fixtures/text-to-image/tiny-sdxl')

const floats = z.base64().transform(text => {
  const bytes = Buffer.from(text, 'base64')
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4))
})
const changes = z.record(z.string(), z.unknown())
const golden = z.object({
  title: z.string(),
  caption: z.string(),
  seed: z.int(),
  item: z.string(),
  image: z.int(),
  size: z.tuple([z.int(), z.int()]),
  steps: z.int(),
  /** What scheduler_config.json and vae_decoder/config.json are changed by. */
  scheduler: changes,
  vae: changes,
  /** SHA-256 of the first latents. */
  noise: z.string(),
  /** After every step. */
  latents: z.array(floats),
  decoded: floats,
  pixels: z.base64().transform(text => new Uint8Array(Buffer.from(text, 'base64'))),
  /** Of both tokenizers: 77 ids, and how many there were before the cut. */
  ids: z.tuple([z.array(z.int()), z.array(z.int())]).optional(),
  full: z.tuple([z.int(), z.int()]).optional(),
  embeds: floats.optional(),
  pooled: floats.optional(),
})
export type Golden = z.infer<typeof golden>
const goldenFile = z.object({ graphs: z.record(z.string(), z.string()), cases: z.array(golden) })

export function readGoldens(): readonly Golden[] {
  const { graphs, cases } = goldenFile.parse(JSON.parse(readFileSync(`${tinyPipeline}.goldens.json`, 'utf8')))
  for (const [file, hash] of Object.entries(graphs)) {
    const found = createHash('sha256')
      .update(readFileSync(join(tinyPipeline, file)))
      .digest('hex')
    if (found !== hash) throw new Error(`${file} is not the graph that the goldens were made of`)
  }
  return cases
}

/** A copy of the pipeline, to be changed. */
export function copyPipeline(): string {
  const folder = join(temporaryFolder(), 'pipeline')
  cpSync(tinyPipeline, folder, { recursive: true })
  return folder
}

/** A copy of the pipeline under the configs of a golden. */
export function pipelineOf({ scheduler, vae, steps }: Golden): string {
  const folder = copyPipeline()
  editJson(folder, 'scheduler/scheduler_config.json', config => ({ ...config, ...scheduler }))
  editJson(folder, 'vae_decoder/config.json', config => ({ ...config, ...vae }))
  editJson(folder, 'parallax.json', () => ({ steps }))
  return folder
}

export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const value of values) all.push(value)
  return all
}
