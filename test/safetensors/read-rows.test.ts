import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import type { StoredType } from '#workers/safetensors/header'
import { RowReader, readTensor, toFloat32 } from '#workers/safetensors/read-rows'
import type { StoredTensor } from '#workers/safetensors/tensor-directory'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})

function stored(type: StoredType, shape: number[], length: number, offset = 3): StoredTensor {
  return { name: 'table', dtype: type, type, shape, offset, length, file: 'table.safetensors' }
}

/** A matrix of [rows, width] whose element is `row + column / 4`, after three bytes of something else. */
function table(rows: number, width: number): StoredTensor {
  const values = Float32Array.from(
    { length: rows * width },
    (_, at) => Math.floor(at / width) + (at % width) / 4,
  )
  const bytes = Buffer.from(values.buffer)
  writeFileSync(join(folder, 'table.safetensors'), Buffer.concat([Buffer.alloc(3, 7), bytes]))
  return stored('F32', [rows, width], bytes.length)
}

describe('rows', () => {
  test('are read one by one or as a span', () => {
    const reader = new RowReader(folder, table(5, 3))
    expect(reader.row(4)).toEqual(Float32Array.of(4, 4.25, 4.5))
    expect(reader.rows(1, 3)).toEqual(Float32Array.of(1, 1.25, 1.5, 2, 2.25, 2.5))
    expect(reader.rows(5, 5)).toEqual(new Float32Array())
    reader.close()
  })

  test.each([-1, 5, 0.5, Number.NaN])('row %s is refused where there are five', index => {
    const reader = new RowReader(folder, table(5, 3))
    expect(() => reader.row(index)).toThrow(/^rows .* of table, which has 5$/)
    reader.close()
  })

  test.each([
    [3, 6],
    [2, 1],
  ])('rows %s to %s are refused where there are five', (begin, end) => {
    const reader = new RowReader(folder, table(5, 3))
    expect(() => reader.rows(begin, end)).toThrow(RangeError)
    reader.close()
  })

  test('those used last are kept, 16 MB of them', () => {
    // Two rows of 2 million values each fit, a third does not.
    const width = 2_000_000
    writeFileSync(join(folder, 'table.safetensors'), '')
    truncateSync(join(folder, 'table.safetensors'), 3 + 4 * width * 4)
    const reader = new RowReader(folder, stored('F32', [4, width], 4 * width * 4))
    const [first, second] = [reader.row(0), reader.row(1)]
    expect(reader.row(0) === first).toBe(true)
    const third = reader.row(2)
    expect(reader.row(0) === first).toBe(true)
    expect(reader.row(2) === third).toBe(true)
    expect(reader.row(1) === second).toBe(false)
    reader.close()
  })

  test('of a file that has been cut are not zeros', () => {
    const tensor = table(5, 3)
    truncateSync(join(folder, 'table.safetensors'), 3 + 4 * 12 + 5)
    const reader = new RowReader(folder, tensor)
    expect(reader.row(3)[0]).toBe(3)
    expect(() => reader.row(4)).toThrow('the file of tensor table ends after 5 of 12 bytes')
    reader.close()
  })
})

describe('a whole tensor', () => {
  test('is read as fp32', () => {
    writeFileSync(join(folder, 'table.safetensors'), Buffer.from([9, 0x80, 0x3f, 0x20, 0xc0]))
    expect(readTensor(folder, stored('BF16', [2], 4, 1))).toEqual(Float32Array.of(1, -2.5))
  })

  test('is refused above 64 MB as fp32, unread', () => {
    const tensor = stored('F16', [4096, 4097], 4096 * 4097 * 2)
    expect(() => readTensor(folder, tensor)).toThrow(
      expect.objectContaining({
        reason: 'shape-mismatch',
        message: expect.stringMatching(/table \[4096, 4097\] has 67125248 bytes .* at most 67108864/),
      }),
    )
  })
})

describe('every 16-bit pattern', () => {
  const patterns = Buffer.from(Uint16Array.from({ length: 65536 }, (_, at) => at).buffer)

  test('of F16 is read by its formula', () => {
    const values = toFloat32(patterns, 'F16')
    values.forEach((value, bits) => {
      const sign = bits & 0x8000 ? -1 : 1
      const exponent = (bits >> 10) & 31
      const fraction = bits & 1023
      const special = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
      const finite = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25)
      if (!Object.is(value, exponent === 31 ? special : sign * finite)) expect.fail(`0x${bits.toString(16)}`)
    })
  })

  test('of BF16 is the upper half of the single', () => {
    const singles = new Uint16Array(toFloat32(patterns, 'BF16').buffer)
    const upper = singles.filter((_, at) => at % 2 === 1)
    const lower = singles.filter((_, at) => at % 2 === 0)
    expect(Buffer.from(upper.buffer).equals(patterns)).toBe(true)
    expect(lower.every(half => half === 0)).toBe(true)
  })
})
