import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { openTensors } from '#workers/safetensors/tensor-directory'
import { type Header, writeSafetensors } from './write-safetensors'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})
const file = (name = 'model.safetensors') => join(folder, name)
const tensor = (begin: number, end: number, part: object = {}) => ({
  dtype: 'F32',
  shape: [(end - begin) / 4],
  data_offsets: [begin, end],
  ...part,
})

test('reads spans of one file', () => {
  writeSafetensors(
    file(),
    { __metadata__: { format: 'pt' }, a: tensor(0, 8), b: tensor(8, 12, { dtype: 'BF16', shape: [1, 2] }) },
    new Uint8Array(12),
  )
  const { tensors, bytes, files } = openTensors(folder)
  expect([...tensors.keys()]).toEqual(['a', 'b'])
  expect(tensors.get('b')).toMatchObject({ type: 'BF16', shape: [1, 2], length: 4 })
  expect((tensors.get('b')?.offset ?? 0) + 4).toBe(bytes)
  expect(files).toEqual(['model.safetensors'])
})

describe('headers that are refused', () => {
  const cases: [string, Header, RegExp][] = [
    [
      'a span past the end of the file',
      { a: tensor(0, 16) },
      /tensor a ends at byte \d+ of a file of \d+ bytes/,
    ],
    ['overlapping spans', { a: tensor(0, 8), b: tensor(4, 12) }, /tensors a and b overlap/],
    ['an unknown dtype', { a: tensor(0, 8, { dtype: 'I64', shape: [1] }) }, /tensor a is stored as I64/],
    ['a dtype that every object has', { a: tensor(0, 8, { dtype: 'toString' }) }, /stored as toString/],
    [
      'a shape that does not fit its span',
      { a: tensor(0, 8, { shape: [3] }) },
      /spans 8 bytes but F32 \[3\] takes 12/,
    ],
    ['a span that runs backwards', { a: tensor(0, 8, { data_offsets: [8, 0] }) }, /tensor a/],
    [
      'an entry without a shape',
      { a: { dtype: 'F32', data_offsets: [0, 8] } },
      /tensor a has no dtype, shape/,
    ],
    ['a fractional side', { a: tensor(0, 8, { shape: [0.5, 4] }) }, /tensor a has no dtype, shape/],
  ]
  test.each(cases)('%s', (_, header, message) => {
    writeSafetensors(file(), header, new Uint8Array(12))
    expect(() => openTensors(folder)).toThrow(
      expect.objectContaining({ reason: 'bad-safetensors', message: expect.stringMatching(message) }),
    )
  })

  test.each([
    ['JSON that breaks off', '{"a": '],
    ['a list', '[]'],
  ])('%s', (_, header) => {
    writeSafetensors(file(), header, new Uint8Array(12))
    expect(() => openTensors(folder)).toThrow(/header is not a JSON object/)
  })
})

describe('files that are refused', () => {
  const length = (value: bigint) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(value)
    return bytes
  }
  test.each([
    ['a truncated length', Buffer.from([1, 0, 0]), 'bad-safetensors', /3 bytes cannot hold a header/],
    ['an empty file', Buffer.alloc(0), 'bad-safetensors', /0 bytes cannot hold a header/],
    [
      'a header longer than the file',
      Buffer.concat([length(100n), Buffer.from('{}')]),
      'bad-safetensors',
      /header of 100 bytes in a file of 10 bytes/,
    ],
    [
      'a header longer than the format allows',
      length(2n ** 62n),
      'bad-safetensors',
      /header of \d+ bytes in a file of 8 bytes/,
    ],
    ['a zip archive', Buffer.from('PK\x03\x04 and so on'), 'unsafe-file', /pickle or zip archive/],
    [
      'a small pickle, whose frame could be a length',
      Buffer.from([0x80, 4, 0x95, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0x7d]),
      'unsafe-file',
      /pickle or zip archive/,
    ],
    [
      'a pickle',
      Buffer.from([0x80, 2, 0x63, 0x6f, 0x73, 0x0a, 0x73, 0x79, 0x73]),
      'unsafe-file',
      /pickle or zip archive/,
    ],
  ] as const)('%s', (_, bytes, reason, message) => {
    writeFileSync(file(), bytes)
    expect(() => openTensors(folder)).toThrow(
      expect.objectContaining({ reason, message: expect.stringMatching(message) }),
    )
  })

  test('a folder with nothing but a pickle', () => {
    writeFileSync(file('pytorch_model.bin'), 'x')
    expect(() => openTensors(folder)).toThrow(
      expect.objectContaining({
        reason: 'unsafe-file',
        message: expect.stringContaining('pytorch_model.bin'),
      }),
    )
  })

  test('a folder without weights', () => {
    expect(() => openTensors(folder)).toThrow(expect.objectContaining({ reason: 'checkpoint-not-found' }))
  })

  test('a link that leads out of the folder', () => {
    const outside = join(temporaryFolder(), 'secret.safetensors')
    writeSafetensors(outside, { a: tensor(0, 8) }, new Uint8Array(8))
    symlinkSync(outside, file())
    expect(() => openTensors(folder)).toThrow(
      expect.objectContaining({
        reason: 'unsafe-file',
        message: expect.stringContaining('model.safetensors'),
      }),
    )
  })
})

describe('shards', () => {
  const index = (weights: unknown) =>
    writeFileSync(file('model.safetensors.index.json'), JSON.stringify({ weight_map: weights }))
  const shard = (name: string, tensors: Header) => writeSafetensors(file(name), tensors, new Uint8Array(8))

  test('are read as one', () => {
    index({ a: '1.safetensors', b: '2.safetensors' })
    shard('1.safetensors', { a: tensor(0, 8) })
    shard('2.safetensors', { b: tensor(0, 8) })
    expect([...openTensors(folder).tensors.values()].map(({ name, file }) => [name, file])).toEqual([
      ['a', '1.safetensors'],
      ['b', '2.safetensors'],
    ])
  })

  test.each([
    [
      'a missing shard',
      { a: '1.safetensors', b: '3.safetensors' },
      'missing-tensor',
      /3\.safetensors is missing/,
    ],
    ['a tensor in no shard', { a: '1.safetensors', c: '1.safetensors' }, 'missing-tensor', /says c is in 1/],
    ['a tensor in two shards', { a: '1.safetensors', b: '2.safetensors' }, 'bad-safetensors', /a is in both/],
    ['a path out of the folder', { a: '../1.safetensors' }, 'unsafe-file', /"\.\.\/1\.safetensors"/],
    ['a file of another kind', { a: 'weights.bin' }, 'unsafe-file', /"weights\.bin"/],
    ['names that are none', { a: 7 }, 'bad-safetensors', /index\.json is not JSON with a weight_map/],
  ])('%s is refused', (_, weights, reason, message) => {
    index(weights)
    shard('1.safetensors', { a: tensor(0, 8) })
    shard('2.safetensors', { a: tensor(0, 8) })
    expect(() => openTensors(folder)).toThrow(
      expect.objectContaining({ reason, message: expect.stringMatching(message) }),
    )
  })

  test('an index that is not JSON is refused', () => {
    writeFileSync(file('model.safetensors.index.json'), '{')
    expect(() => openTensors(folder)).toThrow(expect.objectContaining({ reason: 'bad-safetensors' }))
  })
})
