import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { asWeight, countParameters, openTensors } from '#workers/safetensors/tensor-directory'
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
  expect(tensors.get('b')).toMatchObject({
    dtype: 'BF16',
    shape: [1, 2],
    length: 4,
    file: 'model.safetensors',
  })
  expect((tensors.get('b')?.offset ?? 0) + 4).toBe(bytes)
  expect(files).toEqual(['model.safetensors'])
})

test('a buffer of whole numbers is listed, counts for nothing and is refused as a weight', () => {
  const buffer = tensor(8, 16, { dtype: 'I64', shape: [] })
  writeSafetensors(file(), { a: tensor(0, 8), num_batches_tracked: buffer }, new Uint8Array(16))
  const directory = openTensors(folder)
  const { tensors } = directory
  const weight = tensors.get('a') ?? expect.fail('a is not listed')
  const counter = tensors.get('num_batches_tracked') ?? expect.fail('the buffer is not listed')
  expect(counter).toMatchObject({ dtype: 'I64', shape: [], length: 8 })
  expect(countParameters(directory)).toBe(2)
  expect(asWeight(weight)).toEqual({ ...weight, type: 'F32' })
  expect(() => asWeight(counter)).toThrow(
    expect.objectContaining({
      reason: 'bad-safetensors',
      message: 'tensor num_batches_tracked is stored as I64; weights are read from F32, F16, BF16',
    }),
  )
})

describe('headers that the format allows', () => {
  const cases: [string, Header | string, number][] = [
    ['no tensor', {}, 0],
    ['no metadata', { __metadata__: null, a: tensor(0, 8) }, 8],
    ['spaces around it', `  {"a": ${JSON.stringify(tensor(0, 8))}}  \n`, 8],
    [
      'a tensor of no bytes between others',
      { b: tensor(4, 8), none: tensor(4, 4, { shape: [0, 9] }), a: tensor(0, 4) },
      8,
    ],
    ['four-bit elements', { a: { dtype: 'F4', shape: [16], data_offsets: [0, 8] } }, 8],
    [
      'a span that starts at an odd byte',
      { a: tensor(0, 1, { dtype: 'U8', shape: [1] }), b: tensor(1, 9) },
      9,
    ],
    ['a colon and a quote in a name', { 'a":{"a': tensor(0, 8) }, 8],
    ['a name that every object has', `{"__proto__": ${JSON.stringify(tensor(0, 8))}}`, 8],
  ]
  test.each(cases)('%s', (_, header, bytes) => {
    writeSafetensors(file(), header, new Uint8Array(bytes))
    const { tensors } = openTensors(folder)
    expect([...tensors.values()].reduce((sum, { length }) => sum + length, 0)).toBe(bytes)
  })
})

/** Python's safetensors 0.8 refuses every one of these but the twice-named tensor, of which it keeps the last. */
describe('headers that are refused', () => {
  const cases: [string, Header | string, RegExp][] = [
    [
      'a span past the end of the file',
      { a: tensor(0, 16) },
      /tensor a ends at byte \d+ of a file of \d+ bytes/,
    ],
    ['overlapping spans', { a: tensor(0, 8), b: tensor(4, 12) }, /tensors a and b overlap/],
    ['one span inside another', { a: tensor(0, 12), b: tensor(4, 8) }, /tensors a and b overlap/],
    ['two tensors on one span', { a: tensor(0, 12), b: tensor(0, 12) }, /tensors a and b overlap/],
    ['a hole', { a: tensor(0, 4), b: tensor(8, 12) }, /4 bytes between a and b belong to no tensor/],
    ['a hole before the first', { a: tensor(4, 12) }, /4 bytes between the header and a belong to no tensor/],
    ['bytes after the last', { a: tensor(0, 8) }, /4 bytes after a belong to no tensor/],
    ['bytes without a tensor', {}, /12 bytes after the header belong to no tensor/],
    ['no bytes, inside another', { a: tensor(0, 12), b: tensor(4, 4, { shape: [0] }) }, /a and b overlap/],
    [
      'no bytes, past the end',
      { a: tensor(0, 12), b: tensor(99, 99, { shape: [0] }) },
      /87 bytes between a and b/,
    ],
    [
      'an unknown dtype',
      { a: tensor(0, 12, { dtype: 'F33' }) },
      /tensor a is stored as F33, no type of the format/,
    ],
    ['a dtype that every object has', { a: tensor(0, 12, { dtype: 'toString' }) }, /stored as toString/],
    [
      'a shape that does not fit',
      { a: tensor(0, 12, { shape: [4] }) },
      /spans 12 bytes but F32 \[4\] takes 16/,
    ],
    [
      'half a byte',
      { a: tensor(0, 12, { dtype: 'F4', shape: [23] }) },
      /spans 12 bytes but F4 \[23\] takes 11.5/,
    ],
    ['a span that runs backwards', { a: tensor(0, 12, { data_offsets: [12, 0] }) }, /spans -12 bytes/],
    [
      'an entry without a shape',
      { a: { dtype: 'F32', data_offsets: [0, 12] } },
      /tensor a has no dtype, shape/,
    ],
    ['a fractional side', { a: tensor(0, 12, { shape: [0.5, 6] }) }, /tensor a has no dtype, shape/],
    ['a negative side', { a: tensor(0, 12, { shape: [-3, -1] }) }, /tensor a has no dtype, shape/],
    ['a huge side', { a: tensor(0, 12, { shape: [2 ** 60] }) }, /tensor a has no dtype, shape/],
    [
      'a product past the whole numbers',
      { a: tensor(0, 12, { shape: [2 ** 33, 2 ** 33] }) },
      /takes Infinity/,
    ],
    [
      'such a product times nothing',
      { a: tensor(0, 0, { shape: [2 ** 40, 2 ** 40, 0] }) },
      /takes (NaN|Infinity)/,
    ],
    ['a huge offset', { a: tensor(0, 12, { data_offsets: [0, 2 ** 70] }) }, /tensor a has no dtype, shape/],
    ['NaN for a side', '{"a": {"dtype": "F32", "shape": [NaN], "data_offsets": [0, 12]}}', /is not JSON/],
    [
      'metadata that is no text',
      { __metadata__: { a: 1 }, a: tensor(0, 12) },
      /__metadata__ holds something else/,
    ],
    ['a name with a line break', { 'a\nb': tensor(0, 12) }, /"a\\nb" names a tensor/],
    ['a name without end', { ['a'.repeat(1e6)]: tensor(0, 12) }, /^.{20,250}$/],
    [
      'a tensor twice',
      `{"a": ${JSON.stringify(tensor(0, 12))}, "a": ${JSON.stringify(tensor(0, 12))}}`,
      /has "a" twice/,
    ],
    [
      'a tensor twice, spelt differently',
      `{"a": ${JSON.stringify(tensor(0, 12))}, "\\u0061" \n: {}}`,
      /has "a" twice/,
    ],
    [
      'a key twice',
      '{"a": {"dtype": "F32", "dtype": "F32", "shape": [3], "data_offsets": [0, 12]}}',
      /has "dtype" twice/,
    ],
    ['brackets without end', `{"a": ${'['.repeat(1e6)}`, /the header nests more than 16 deep/],
    ['JSON that breaks off', '{"a": ', /the header is not JSON/],
    ['a string that breaks off', '{"a\\', /the header is not JSON/],
    ['an escape that is none', '{"\\x": 1}', /the header is not JSON/],
    ['a list', '[]', /the header is not a JSON object/],
    ['null', 'null', /the header is not a JSON object/],
    ['a byte order mark', '\ufeff{}', /the header is not JSON/],
  ]
  test.each(cases)('%s', (_, header, message) => {
    writeSafetensors(file(), header, new Uint8Array(12))
    expect(() => openTensors(folder)).toThrow(
      expect.objectContaining({ reason: 'bad-safetensors', message: expect.stringMatching(message) }),
    )
  })

  test('bytes that are not UTF-8', () => {
    writeFileSync(file(), Buffer.from([4, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x22, 0xff, 0x7d]))
    expect(() => openTensors(folder)).toThrow(/the header is not UTF-8/)
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
    [
      'a header just longer than is read',
      Buffer.concat([length(2n ** 24n + 1n), Buffer.alloc(2 ** 24 + 1, ' ')]),
      'bad-safetensors',
      /header of 16777217 bytes in a file of 16777225 bytes \(at most 16777216\)/,
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

  test('a header of 100 MB, of which nothing is read', () => {
    writeFileSync(file(), length(100_000_000n))
    truncateSync(file(), 100_000_008)
    expect(() => openTensors(folder)).toThrow(/header of 100000000 bytes .* \(at most 16777216\)/)
  })

  test('a folder in the place of a file', () => {
    mkdirSync(file())
    expect(() => openTensors(folder)).toThrow(/model\.safetensors is not a regular file/)
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
  const index = (value: unknown) =>
    writeFileSync(
      file('model.safetensors.index.json'),
      typeof value === 'string' ? value : JSON.stringify({ metadata: { total_size: 16 }, weight_map: value }),
    )
  const shard = (name: string, tensors: Header) => writeSafetensors(file(name), tensors, new Uint8Array(8))

  test('are read as one, in any precision', () => {
    index({ a: '1.safetensors', b: '2.safetensors', c: '2.safetensors' })
    shard('1.safetensors', { a: tensor(0, 8) })
    shard('2.safetensors', { b: tensor(0, 4), c: tensor(4, 8, { dtype: 'F16', shape: [2] }) })
    const { tensors, bytes } = openTensors(folder)
    expect([...tensors.values()].map(({ name, dtype, file }) => [name, dtype, file])).toEqual([
      ['a', 'F32', '1.safetensors'],
      ['b', 'F32', '2.safetensors'],
      ['c', 'F16', '2.safetensors'],
    ])
    expect(bytes).toBeGreaterThan(16)
  })

  test('a single file is preferred to an index, as transformers does', () => {
    index({ a: '1.safetensors' })
    shard('model.safetensors', { b: tensor(0, 8) })
    expect(openTensors(folder).files).toEqual(['model.safetensors'])
  })

  const two = { a: '1.safetensors', b: '2.safetensors' }
  const cases: [string, unknown, string, RegExp][] = [
    [
      'a missing shard',
      { a: '1.safetensors', b: '3.safetensors' },
      'missing-tensor',
      /3\.safetensors is missing/,
    ],
    [
      'a tensor in no shard',
      { ...two, c: '1.safetensors' },
      'missing-tensor',
      /c is in 1\.s\S+, but it is in none/,
    ],
    [
      'a tensor in another shard',
      { a: '2.safetensors', b: '1.safetensors' },
      'missing-tensor',
      /says a is in 2\.s\S+, but it is in 1\.s/,
    ],
    [
      'a tensor in two shards',
      { ...two, x: 'again.safetensors' },
      'bad-safetensors',
      /a is in both 1\.s\S+ and again\.s/,
    ],
    ['a path out of the folder', { a: '../1.safetensors' }, 'unsafe-file', /"\.\.\/1\.safetensors"/],
    ['a file of another kind', { a: 'weights.bin' }, 'unsafe-file', /"weights\.bin"/],
    ['a name without end', { a: `${'a'.repeat(1e6)}.safetensors` }, 'unsafe-file', /^.{300,400}$/],
    ['names that are none', { a: 7 }, 'bad-safetensors', /index\.json has no weight_map/],
    ['metadata only', '{"metadata": {"total_size": 8}}', 'bad-safetensors', /index\.json has no weight_map/],
    ['no tensors', {}, 'bad-safetensors', /index\.json names no tensor/],
    [
      'a tensor twice',
      '{"weight_map": {"a": "1.safetensors", "a": "2.safetensors"}}',
      'bad-safetensors',
      /has "a" twice/,
    ],
    ['an index that is not JSON', '{', 'bad-safetensors', /index\.json is not JSON/],
  ]
  test.each(cases)('%s is refused', (_, value, reason, message) => {
    index(value)
    shard('1.safetensors', { a: tensor(0, 8) })
    shard('2.safetensors', { b: tensor(0, 8) })
    shard('again.safetensors', { a: tensor(0, 8) })
    expect(() => openTensors(folder)).toThrow(
      expect.objectContaining({ reason, message: expect.stringMatching(message) }),
    )
  })

  test('an index of more than 16 MB is refused', () => {
    index('{}')
    truncateSync(file('model.safetensors.index.json'), 2 ** 24 + 1)
    expect(() => openTensors(folder)).toThrow(/index\.json has 16777217 bytes; at most 16777216 are read/)
  })
})
