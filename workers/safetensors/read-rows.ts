import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '#lib/domain/refusal'
import { type StoredType, storedTypes } from './header'
import type { StoredTensor } from './tensor-directory'

/** Rows kept, in bytes of fp32: about a thousand tokens of a 7B model. */
const keptBytes = 16 * 1024 * 1024
/** The largest tensor that is read whole, in bytes of fp32. */
const largestTensor = 64 * 1024 * 1024

/** Rows of a matrix, read straight from its file: the embedding lookup without a copy of the table. */
export class RowReader {
  private readonly handle: number
  /** The rows used last, the latest at the end. */
  private readonly kept = new Map<number, Float32Array>()
  private readonly mostKept: number
  readonly width: number
  /** Rows there are. */
  readonly count: number

  /** @param folder of the directory of tensors; @param tensor [rows, width]. */
  constructor(
    folder: string,
    private readonly tensor: StoredTensor,
  ) {
    this.width = tensor.shape[1] ?? 0
    this.count = tensor.shape[0] ?? 0
    this.mostKept = Math.max(1, Math.floor(keptBytes / (4 * Math.max(1, this.width))))
    this.handle = openSync(join(folder, tensor.file), 'r')
  }

  /** One row as fp32, [width], which the caller must not change. @throws RangeError where there is no such row. */
  row(index: number): Float32Array {
    const row = this.kept.get(index) ?? this.rows(index, index + 1)
    this.kept.delete(index)
    this.kept.set(index, row)
    const [oldest] = this.kept.keys()
    if (this.kept.size > this.mostKept && oldest !== undefined) this.kept.delete(oldest)
    return row
  }

  /** Rows `begin` to before `end` in one read, [end - begin, width]. @throws RangeError where one is not there. */
  rows(begin: number, end: number): Float32Array {
    if (!Number.isInteger(begin) || !Number.isInteger(end) || begin < 0 || end < begin || end > this.count)
      throw new RangeError(`rows ${begin} to ${end} of ${this.tensor.name}, which has ${this.count}`)
    const size = this.width * storedTypes[this.tensor.type]
    return readFloats(this.handle, this.tensor, begin * size, (end - begin) * size)
  }

  close(): void {
    closeSync(this.handle)
  }
}

/** A small tensor whole, as fp32. @throws Refusal `shape-mismatch` where it is not small. */
export function readTensor(folder: string, tensor: StoredTensor): Float32Array {
  const size = (tensor.length / storedTypes[tensor.type]) * 4
  if (size > largestTensor)
    throw new Refusal(
      'shape-mismatch',
      `tensor ${tensor.name} [${tensor.shape.join(', ')}] has ${size} bytes as fp32; at most ${largestTensor} are read at once`,
    )
  const handle = openSync(join(folder, tensor.file), 'r')
  try {
    return readFloats(handle, tensor, 0, tensor.length)
  } finally {
    closeSync(handle)
  }
}

/** @param from bytes from the tensor's start. */
function readFloats(handle: number, { name, type, offset }: StoredTensor, from: number, size: number) {
  const bytes = Buffer.alloc(size)
  const read = readSync(handle, bytes, 0, size, offset + from)
  if (read < size) throw new Error(`the file of tensor ${name} ends after ${read} of ${size} bytes`)
  return toFloat32(bytes, type)
}

/** Little-endian bytes of a stored type as fp32, on a little-endian machine; exact for all three types. */
export function toFloat32(bytes: Buffer, type: StoredType): Float32Array {
  const values = new Float32Array(bytes.length / storedTypes[type])
  if (type === 'F32') new Uint8Array(values.buffer).set(bytes)
  else {
    const bits = new Uint32Array(values.buffer)
    for (let at = 0; at < bits.length; at++) {
      const half = bytes.readUInt16LE(at * 2)
      bits[at] = type === 'BF16' ? half << 16 : float32Bits(half)
    }
  }
  return values
}

/** IEEE half to the bits of the equal single. */
function float32Bits(half: number): number {
  const sign = (half & 0x8000) << 16
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13)
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13)
  if (fraction === 0) return sign
  const shift = Math.clz32(fraction) - 21
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13)
}
