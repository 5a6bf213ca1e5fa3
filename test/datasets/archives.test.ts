import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { benchmarkById } from '#lib/benchmarks/index'
import { temporaryFolder } from '#test/support/temporary-folder'
import { readBenchmark } from '#workers/datasets/read-benchmark'
import { scanBenchmark } from '#workers/datasets/scan-benchmark'
import { isBad } from '#workers/datasets/source'
import { tarMembers } from '#workers/datasets/tar-members'
import { webdatasetSource } from '#workers/datasets/webdataset-source'

const fixtures = 'test/fixtures/benchmarks'
const mmvp = benchmarkById('mmvp')
const refusal = (message: RegExp) => ({
  reason: 'bad-benchmark-file',
  message: expect.stringMatching(message),
})

async function members(name: string) {
  const found = []
  for await (const member of tarMembers(join(fixtures, 'bad', name))) found.push(member)
  return found
}

describe('a tar archive is refused', () => {
  test.each([
    ['climbs.tar', /climbs\.tar: member "\.\.\/x\.jpg" leads out of the archive/],
    ['absolute.tar', /member "\/etc\/x\.jpg" leads out of the archive/],
    ['symlink.tar', /member x\.jpg is a SymbolicLink; only files are read/],
    ['truncated.tar', /ends early, inside a\.jpg/],
    ['huge.tar', /member x\.jpg has 314572800 bytes; at most 268435456/],
    ['truncated.parquet', /byte 0 is no header/],
  ])('%s', async (name, message) => {
    await expect(members(name)).rejects.toMatchObject(refusal(message))
  })
})

test.each(['long-names.tar', 'long-names-gnu.tar'])('names longer than a header holds: %s', async name => {
  const names = (await members(name)).map(member => member.name)
  expect(names).toEqual(['jpg', 'cls'].map(ending => `${'folder/'.repeat(30)}a.${ending}`))
})

test('samples without a picture, a label or a class name are bad, the others are not', async () => {
  const source = webdatasetSource('bad', [join(fixtures, 'bad/no-label.tar')])
  const rows = []
  for await (const row of source.rows()) rows.push(row)
  expect(rows.map(row => (isBad(row) ? row.reason : row.cells.class))).toEqual([
    'a',
    'b.cls is no whole number',
    'class 7 of c is not among 2 names',
  ])
})

test('tars without class names are refused', () => {
  expect(() => webdatasetSource('wds', ['nowhere/0.tar'])).toThrow(/no classnames\.txt/)
})

describe('a parquet file is refused', () => {
  test.each([
    ['pictures-only', /pictures without questions .* take lmms-lab-eval\/MMVP/],
    [
      'no-bytes',
      /no-bytes\.parquet, row 1, column image: the picture is not in the file, only its path "1\.jpg"/,
    ],
    [
      'image-as-number',
      /image-as-number\.parquet, row 1, column image: a bigint where a picture \{bytes, path\}/,
    ],
    ['answer-as-bytes', /row 1, column Correct Answer: bytes that are no picture/],
    ['truncated', /truncated\.parquet/],
    ['middle-lost', /middle-lost\.parquet/],
    ['bomb', /a page unpacks to \d+ bytes; at most 536870912/],
  ])('%s', async (name, message) => {
    const benchmark = name === 'bomb' ? benchmarkById('docci') : mmvp
    await expect(readBenchmark(join(fixtures, `bad/${name}.parquet`), benchmark)).rejects.toMatchObject(
      refusal(message),
    )
  })

  test('of which a part is missing', async () => {
    const folder = join(temporaryFolder(), 'mmvp')
    cpSync(join(fixtures, 'mmvp-snappy'), folder, { recursive: true })
    rmSync(join(folder, 'data/train-00000-of-00002.parquet'))
    await expect(scanBenchmark(folder, mmvp)).rejects.toMatchObject(
      refusal(/part 0 of data\/train is missing; it has 2/),
    )
  })

  test('of which the parts differ in their columns', async () => {
    const folder = join(temporaryFolder(), 'mmvp')
    cpSync(join(fixtures, 'mmvp-snappy'), folder, { recursive: true })
    const part = join(folder, 'data/train-00001-of-00002.parquet')
    copyFileSync(join(fixtures, 'bad/pictures-only.parquet'), part)
    await expect(scanBenchmark(folder, mmvp)).rejects.toMatchObject(
      refusal(/has the columns image; the first part/),
    )
  })

  test('whose split cannot be told', async () => {
    const folder = temporaryFolder()
    for (const name of ['one', 'two'])
      copyFileSync(join(fixtures, 'mmvp-zstd/MMVP.parquet'), join(folder, `${name}.parquet`))
    await expect(scanBenchmark(folder, mmvp)).rejects.toMatchObject(refusal(/holds the splits one, two/))
  })
})

describe('a bad row of parquet can be skipped', () => {
  test('and is listed', async () => {
    const path = join(fixtures, 'bad/no-bytes.parquet')
    const { items, report } = await scanBenchmark(path, mmvp, { skipBadRows: true })
    expect(items).toHaveLength(0)
    expect(report.skipped).toEqual([
      { row: 1, column: 'image', reason: 'the picture is not in the file, only its path "1.jpg"' },
      { row: 2, column: null, reason: 'is judged together with a row that was left out' },
    ])
  })
})

describe('what is no benchmark', () => {
  test.each([
    ['an empty file', '', /is empty/],
    ['a text', 'hello', /is neither a tab-separated table nor parquet nor a tar archive/],
    ['a zip archive', 'PK\x03\x04', /is a zip archive; unpack it first/],
  ])('%s', async (_, text, message) => {
    const path = join(temporaryFolder(), 'MMVP.tsv')
    writeFileSync(path, text)
    await expect(scanBenchmark(path, mmvp)).rejects.toMatchObject(refusal(message))
  })

  test('a folder of something else says what it could have been', async () => {
    const folder = join(temporaryFolder(), 'MMVP')
    mkdirSync(folder)
    await expect(scanBenchmark(folder, mmvp)).rejects.toMatchObject(
      refusal(/holds none of: Questions\.csv with "MMVP Images"; parquet files; one \.tsv/),
    )
  })
})

describe('names in the official lists stay in their folder', () => {
  test('MM-Vet', async () => {
    const folder = join(temporaryFolder(), 'mm-vet')
    cpSync(join(fixtures, 'mm-vet-official'), folder, { recursive: true })
    const entry = { imagename: '../../secret.png', question: 'q', answer: 'a', capability: ['ocr'] }
    writeFileSync(join(folder, 'mm-vet.json'), JSON.stringify({ v1_0: entry }))
    await expect(scanBenchmark(folder, benchmarkById('mm-vet'))).rejects.toMatchObject(
      refusal(/row 1, column imagename: "\.\.\/\.\.\/secret\.png" leads out of/),
    )
  })

  test('a picture that is not there', async () => {
    const folder = join(temporaryFolder(), 'mm-vet')
    cpSync(join(fixtures, 'mm-vet-official'), folder, { recursive: true })
    rmSync(join(folder, 'images/v1_1.png'))
    await expect(readBenchmark(folder, benchmarkById('mm-vet'))).rejects.toMatchObject(
      refusal(/row 2, column image: .*v1_1\.png/),
    )
  })
})
