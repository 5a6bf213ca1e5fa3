import { appendFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { beforeEach, describe, expect, test } from 'vitest'
import { benchmarkById } from '#lib/benchmarks/index'
import { temporaryFolder } from '#test/support/temporary-folder'
import { resolveBenchmark } from '#workers/datasets/find-benchmarks'
import { installed, readBenchmark } from '#workers/datasets/read-benchmark'
import { mmvpRows, picture, type TsvRow, writeTsv } from './write-tsv'

const mmvp = benchmarkById('mmvp')
let path: string
let rows: TsvRow[]
beforeEach(async () => {
  path = join(temporaryFolder(), 'MMVP.tsv')
  rows = await mmvpRows(4)
})
const change = (at: number, part: TsvRow) =>
  rows.map((row, place) => (place === at ? { ...row, ...part } : row))
const read = (changed: readonly TsvRow[]) => readBenchmark(writeTsv(path, changed), mmvp)

test('reads items, options and pictures, and counts what the probes need to know', async () => {
  const file = await read(rows)
  expect(file).toMatchObject({ title: 'MMVP', smallestSide: 16 })
  expect(file.sizes).toEqual(rows.map(() => ({ width: 16, height: 16 })))
  expect(file.items[1]).toMatchObject({
    id: '2',
    answer: 'B',
    options: [
      { label: 'A', text: 'a cat' },
      { label: 'B', text: 'a dog' },
    ],
  })
  expect(installed(file).items).toHaveLength(4)
  expect(new Set(file.records.map(({ hash }) => hash)).size).toBe(4)
})

test('an edition depends on what is asked, not on how the file is written', async () => {
  const [first] = rows
  const decoded = await sharp(Buffer.from(first?.image ?? '', 'base64'))
    .raw()
    .toBuffer({ resolveWithObject: true })
  const again = await sharp(decoded.data, { raw: decoded.info }).png({ compressionLevel: 0 }).toBuffer()
  const { edition } = await read(rows)
  expect((await read(change(0, { image: again.toString('base64') }))).edition).toBe(edition)
  const spaced = rows.map(row => ({ ...row, question: `  ${row.question?.replace(' ', '  ')} ` }))
  expect((await read(spaced)).edition).toBe(edition)
  expect((await read(change(0, { image: await picture(99) }))).edition).not.toBe(edition)
  expect((await read(change(0, { answer: 'B' }))).edition).not.toBe(edition)
})

test('a short image cell names an earlier row whose picture is used', async () => {
  const { items } = await read(change(2, { image: '1' }))
  expect(items[2]?.images).toEqual(items[0]?.images)
})

describe('one bad row refuses the file, by row and column', () => {
  test.each([
    ['a broken picture', 1, { image: 'A'.repeat(100) }, /MMVP\.tsv, row 2, column image: cannot decode/],
    ['a picture that is no base64', 0, { image: '!'.repeat(100) }, /row 1, column image: not base64/],
    ['no picture', 3, { image: '' }, /row 4, column image: empty/],
    ['several pictures', 0, { image: `['${'A'.repeat(100)}']` }, /row 1, column image: several pictures/],
    ['a picture of a later row', 0, { image: '3' }, /row 1, column image: refers to row 3/],
    ['a duplicate index', 2, { index: '1' }, /row 3: index 1 is already used by row 1/],
    ['an empty question', 2, { question: '' }, /row 3, column question/],
    ['an answer that is no letter', 1, { answer: 'b' }, /row 2, column answer: must be one capital letter/],
    ['an answer without an option', 1, { answer: 'C' }, /item 2: answer C is not among its options/],
    ['a pair that asks two questions', 1, { question: 'Else?' }, /items 1 and 2 should be a pair/],
  ] as const)('%s', async (_, at, part, message) => {
    await expect(read(change(at, part))).rejects.toMatchObject({
      reason: 'bad-benchmark-file',
      message: expect.stringMatching(message),
    })
  })

  test('a truncated picture', async () => {
    const image = (rows[0]?.image ?? '').slice(0, 200)
    await expect(read(change(0, { image }))).rejects.toThrow(/row 1, column image/)
  })

  test('a missing column', async () => {
    const without = rows.map(({ answer: _answer, ...rest }) => rest)
    await expect(read(without)).rejects.toThrow(/MMVP\.tsv, row 1, column answer/)
  })

  test('odd rows of MMVP', async () => {
    await expect(read(rows.slice(0, 3))).rejects.toThrow('MMVP.tsv: 3 rows do not make pairs')
  })

  test('a row of too few cells', async () => {
    writeTsv(path, rows)
    appendFileSync(path, '9\tonly two\n')
    await expect(readBenchmark(path, mmvp)).rejects.toMatchObject({
      reason: 'bad-benchmark-file',
      message: expect.stringContaining('MMVP.tsv'),
    })
  })

  test('a file without rows', async () => {
    writeFileSync(path, 'index\timage\n')
    await expect(readBenchmark(path, mmvp)).rejects.toThrow('MMVP.tsv has no rows')
  })
})

describe('a benchmark is named', () => {
  test('by id, by path, by id=path', async () => {
    writeTsv(path, rows)
    const folder = join(path, '..')
    expect(resolveBenchmark('mmvp', folder).path).toBe(path)
    expect(resolveBenchmark(path, 'elsewhere').benchmark.id).toBe('mmvp')
    const other = writeTsv(join(folder, 'mine.tsv'), rows)
    expect(resolveBenchmark(`mmvp=${other}`, folder)).toMatchObject({ path: other, benchmark: mmvp })
    expect(() => resolveBenchmark(other, folder)).toThrow(/no known benchmark's name/)
  })

  test('and refused where it is not known or not there', () => {
    const folder = temporaryFolder()
    expect(() => resolveBenchmark('mmvq', folder)).toThrow(/"mmvq" is not one of mmvp/)
    expect(() => resolveBenchmark('mme', folder)).toThrow(
      /not installed: .* has no MME\.tsv or MME_MINI\.tsv/,
    )
    expect(() => resolveBenchmark(`mme=${folder}/${basename('no.tsv')}`, folder)).toThrow(/there is no file/)
  })
})
