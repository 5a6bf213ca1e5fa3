import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { type StoredType, storedTypes } from './header'
import type { StoredTensor } from './tensor-directory'

/** Rows of a matrix, read straight from its file and kept: the embedding lookup without a copy of the table. */
export class RowReader {
  private readonly handle: number
  private readonly rows = new Map<number, Float32Array>()
  readonly width: number

  /** @param tensor [rows, width] in any stored type. */
  constructor(
    directory: string,
    private readonly tensor: StoredTensor,
  ) {
    this.handle = openSync(join(directory, tensor.file), 'r')
    this.width = tensor.shape[1] ?? 0
  }

  /** One row as fp32, [width]. @throws RangeError where the matrix has no such row. */
  row(index: number): Float32Array {
    const known = this.rows.get(index)
    if (known) return known
    const count = this.tensor.shape[0] ?? 0
    if (!Number.isInteger(index) || index < 0 || index >= count)
      throw new RangeError(`row ${index} of ${this.tensor.name}, which has ${count}`)
    const size = this.width * storedTypes[this.tensor.type]
    const bytes = Buffer.alloc(size)
    readSync(this.handle, bytes, 0, size, this.tensor.offset + index * size)
    const row = toFloat32(bytes, this.tensor.type)
    this.rows.set(index, row)
    return row
  }

  close(): void {
    closeSync(this.handle)
  }
}

/** Little-endian bytes of a stored type as fp32; exact for all three types. */
export function toFloat32(bytes: Buffer, type: StoredType): Float32Array {
  const count = bytes.length / storedTypes[type]
  if (type === 'F32') return Float32Array.from({ length: count }, (_, at) => bytes.readFloatLE(at * 4))
  const words = Uint32Array.from({ length: count }, (_, at) => {
    const half = bytes.readUInt16LE(at * 2)
    return type === 'BF16' ? half << 16 : float32Bits(half)
  })
  return new Float32Array(words.buffer)
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
