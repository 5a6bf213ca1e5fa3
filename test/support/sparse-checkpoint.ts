import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { writeSafetensors } from '#test/safetensors/write-safetensors'
import { temporaryFolder } from './temporary-folder'

const fixtures = join(import.meta.dirname, '../fixtures/published')
const json = z.record(z.string(), z.unknown())
const published = z.object({
  repository: z.string(),
  config: json,
  preprocessor: json,
  processor: json,
  generation: json,
  dtype: z.enum(['F32', 'F16', 'BF16']),
  parameters: z.int(),
  /** Name and shape of every tensor, by weight file. */
  shards: z.array(z.array(z.tuple([z.string(), z.array(z.int())]))),
})
export type PublishedCheckpoint = z.infer<typeof published>

/** Names of the published checkpoints below `llava-hf/`. */
export const publishedNames = readdirSync(fixtures)
  .filter(file => file.endsWith('.json.gz'))
  .map(file => file.slice(0, -'.json.gz'.length))

export function readPublished(name: string): PublishedCheckpoint {
  return published.parse(JSON.parse(gunzipSync(readFileSync(join(fixtures, `${name}.json.gz`))).toString()))
}

/** A folder with a published checkpoint's files. Its weights read as zeros and take no space, whatever their length. */
export function sparseCheckpoint({
  config,
  preprocessor,
  processor,
  generation,
  dtype,
  shards,
}: PublishedCheckpoint) {
  const folder = temporaryFolder()
  const write = (file: string, value: unknown) => writeFileSync(join(folder, file), JSON.stringify(value))
  write('config.json', config)
  write('preprocessor_config.json', preprocessor)
  write('processor_config.json', processor)
  write('generation_config.json', generation)
  const weightMap: Record<string, string> = {}
  shards.forEach((tensors, at) => {
    const number = (value: number) => String(value).padStart(5, '0')
    const file =
      shards.length === 1
        ? 'model.safetensors'
        : `model-${number(at + 1)}-of-${number(shards.length)}.safetensors`
    writeSparse(join(folder, file), dtype === 'F32' ? 4 : 2, dtype, tensors)
    for (const [name] of tensors) weightMap[name] = file
  })
  if (shards.length > 1) write('model.safetensors.index.json', { metadata: {}, weight_map: weightMap })
  return folder
}

function writeSparse(path: string, size: number, dtype: string, tensors: [string, number[]][]): void {
  let end = 0
  const entries = tensors.map(([name, shape]) => {
    const begin = end
    end += shape.reduce((product, side) => product * side, size)
    return [name, { dtype, shape, data_offsets: [begin, end] }]
  })
  const header = JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) })
  writeSafetensors(path, header, new Uint8Array())
  truncateSync(path, 8 + Buffer.byteLength(header) + end)
}
