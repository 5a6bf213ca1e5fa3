import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { checkpointFile, readCheckpointText } from './checkpoint-file'
import { longestHeader, parseHeader, type TensorSpan } from './header'

/** A tensor and the file (a name inside the checkpoint's directory) that holds it. */
export interface StoredTensor extends TensorSpan {
  readonly file: string
}

export interface TensorDirectory {
  readonly directory: string
  /** Weight files, by name. */
  readonly files: readonly string[]
  readonly tensors: ReadonlyMap<string, StoredTensor>
  /** Bytes of all weight files together. */
  readonly bytes: number
}

const indexFile = 'model.safetensors.index.json'
const shardIndex = z.object({ weight_map: z.record(z.string(), z.string()) })
const pickles = /\.(bin|pt|pth|ckpt|pkl|pickle)$/

/**
 * Reads the headers of `model.safetensors`, or of the shards its index names. No weights are read.
 * @throws Refusal `unsafe-file` where there are only pickles, `checkpoint-not-found`, `bad-safetensors`.
 */
export function openTensors(directory: string): TensorDirectory {
  const { files, declared } = weightFiles(directory)
  const tensors = new Map<string, StoredTensor>()
  let bytes = 0
  for (const file of files) {
    const opened = readSpans(directory, file)
    bytes += opened.bytes
    for (const span of opened.spans) {
      const other = tensors.get(span.name)
      if (other)
        throw new Refusal('bad-safetensors', `tensor ${span.name} is in both ${other.file} and ${file}`)
      tensors.set(span.name, { ...span, file })
    }
  }
  for (const [name, file] of declared)
    if (tensors.get(name)?.file !== file)
      throw new Refusal('missing-tensor', `the index says ${name} is in ${file}, but it is not there`)
  return { directory, files, tensors, bytes }
}

function weightFiles(directory: string): { files: string[]; declared: [string, string][] } {
  const index = readCheckpointText(directory, indexFile)
  if (index !== null) {
    const declared = Object.entries(weightMap(index))
    const files = [...new Set(declared.map(([, file]) => file))].sort()
    const stray = files.find(file => !/^[\w.-]+\.safetensors$/.test(file))
    if (stray !== undefined)
      throw new Refusal(
        'unsafe-file',
        `the index names ${JSON.stringify(stray)}, which is not a .safetensors file of the folder`,
      )
    return { files, declared }
  }
  if (checkpointFile(directory, 'model.safetensors') !== null)
    return { files: ['model.safetensors'], declared: [] }
  const names = existsSync(directory) ? readdirSync(directory) : []
  const pickle = names.find(name => pickles.test(name))
  if (pickle)
    throw new Refusal(
      'unsafe-file',
      `${pickle} is a pickle, which can run code; only .safetensors weights are read`,
    )
  throw new Refusal(
    'checkpoint-not-found',
    `${directory} has no model.safetensors and no model.safetensors.index.json`,
  )
}

function weightMap(index: string): Record<string, string> {
  try {
    return shardIndex.parse(JSON.parse(index)).weight_map
  } catch (error) {
    throw new Refusal('bad-safetensors', `${indexFile} is not JSON with a weight_map of file names`, {
      cause: error,
    })
  }
}

function readSpans(directory: string, file: string): { spans: TensorSpan[]; bytes: number } {
  const path = checkpointFile(directory, file)
  if (path === null) throw new Refusal('missing-tensor', `weight file ${file} is missing`)
  const handle = openSync(path, 'r')
  try {
    const bytes = fstatSync(handle).size
    const start = Buffer.alloc(8)
    const read = readSync(handle, start, 0, 8, 0)
    if (read < 8) throw new Refusal('bad-safetensors', `${file}: ${bytes} bytes cannot hold a header`)
    const length = Number(start.readBigUInt64LE())
    if (length > longestHeader || 8 + length > bytes) {
      if (looksLikePickle(start))
        throw new Refusal('unsafe-file', `${file} is a pickle or zip archive, not safetensors`)
      throw new Refusal(
        'bad-safetensors',
        `${file}: header of ${length} bytes in a file of ${bytes} bytes (at most ${longestHeader})`,
      )
    }
    const header = Buffer.alloc(length)
    if (readSync(handle, header, 0, length, 8) < length)
      throw new Refusal('bad-safetensors', `${file}: the file ends inside its header`)
    return { spans: parseHeader(file, header.toString('utf8'), 8 + length, bytes), bytes }
  } finally {
    closeSync(handle)
  }
}

/**
 * `PK` opens a zip (torch.save since 1.6), 0x80 with a protocol below 6 a plain pickle. A header may begin with the
 * same bytes, which spell its length: asked only where that length is impossible.
 */
function looksLikePickle(start: Buffer): boolean {
  const [first = 0, second = 0] = start
  return (first === 0x50 && second === 0x4b) || (first === 0x80 && second >= 2 && second <= 5)
}
