import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Refusal } from '#lib/domain/refusal'
import { checkpointFile, readCheckpointText, rootOf } from './checkpoint-file'
import { indexFile, noWeights, readShardIndex, weightFile } from './checkpoint-names'
import { longestHeader, parseHeader, type StoredType, storedTypes, type TensorSpan } from './header'

/** A tensor of any type, and the file that holds it. */
export interface ListedTensor extends TensorSpan {
  /** Path from the `folder` of the directory of tensors. */
  readonly file: string
}

/** A tensor that a graph can read. */
export interface StoredTensor extends ListedTensor {
  readonly type: StoredType
}

export interface TensorDirectory {
  /** The checkpoint's folder, as it was asked for. */
  readonly directory: string
  /** The folder that a tensor's `file` starts from and that no link leaves, which is what ONNX Runtime wants. */
  readonly folder: string
  /** Weight files, by their names in `directory`. */
  readonly files: readonly string[]
  readonly tensors: ReadonlyMap<string, ListedTensor>
  /** Bytes of all weight files together. */
  readonly bytes: number
}

/** Bytes of the largest index: as many tensors as the longest header has. */
const largestIndex = longestHeader

/**
 * Reads the headers of `model.safetensors` or, where there is none, of the shards its index names. No weights are read.
 * @throws Refusal `unsafe-file` where there are only pickles, `checkpoint-not-found`, `bad-safetensors`,
 * `missing-tensor`.
 */
export function openTensors(directory: string): TensorDirectory {
  const { files, declared } = weightFiles(directory)
  const folder = rootOf(directory)
  const tensors = new Map<string, ListedTensor>()
  const holders = new Map<string, string>()
  let bytes = 0
  for (const name of files) {
    const opened = readSpans(directory, name)
    const file = join(relative(folder, realpathSync(directory)), name)
    bytes += opened.bytes
    for (const span of opened.spans) {
      const other = holders.get(span.name)
      if (other !== undefined)
        throw new Refusal('bad-safetensors', `tensor ${span.name} is in both ${other} and ${name}`)
      holders.set(span.name, name)
      tensors.set(span.name, { ...span, file })
    }
  }
  for (const [tensor, file] of declared) {
    const holder = holders.get(tensor)
    if (holder !== file)
      throw new Refusal(
        'missing-tensor',
        `the index says ${tensor} is in ${file}, but it is in ${holder ?? 'none of its files'}`,
      )
  }
  return { directory, folder, files, tensors, bytes }
}

/** A tensor as what a graph reads. @throws Refusal `bad-safetensors` for buffers of whole numbers and quantised weights. */
export function asWeight(tensor: ListedTensor): StoredTensor {
  const { dtype } = tensor
  if (!isStoredType(dtype))
    throw new Refusal(
      'bad-safetensors',
      `tensor ${tensor.name} is stored as ${dtype}; weights are read from ${Object.keys(storedTypes).join(', ')}`,
    )
  return { ...tensor, type: dtype }
}

/** Elements of all tensors that can be weights: buffers that count batches or positions are none. */
export function countParameters({ tensors }: TensorDirectory): number {
  return [...tensors.values()]
    .filter(({ dtype }) => isStoredType(dtype))
    .reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0)
}

function isStoredType(dtype: string): dtype is StoredType {
  return Object.hasOwn(storedTypes, dtype)
}

function weightFiles(directory: string): ReturnType<typeof readShardIndex> {
  // As transformers: a single file is preferred to an index that may lie beside it.
  if (checkpointFile(directory, weightFile) !== null) return { files: [weightFile], declared: [] }
  const index = readCheckpointText(directory, indexFile, largestIndex)
  if (index !== null) return readShardIndex(index)
  throw noWeights(directory, existsSync(directory) ? readdirSync(directory) : [])
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
    const length = start.readBigUInt64LE()
    if (length > longestHeader || 8n + length > bytes) {
      if (looksLikePickle(start))
        throw new Refusal('unsafe-file', `${file} is a pickle or zip archive, not safetensors`)
      throw new Refusal(
        'bad-safetensors',
        `${file}: header of ${length} bytes in a file of ${bytes} bytes (at most ${longestHeader})`,
      )
    }
    const header = Buffer.alloc(Number(length))
    if (readSync(handle, header, 0, header.length, 8) < header.length)
      throw new Refusal('bad-safetensors', `${file}: the file ends inside its header`)
    return { spans: parseHeader(file, textOf(file, header), 8 + header.length, bytes), bytes }
  } finally {
    closeSync(handle)
  }
}

function textOf(file: string, header: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header)
  } catch (error) {
    throw new Refusal('bad-safetensors', `${file}: the header is not UTF-8`, { cause: error })
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
