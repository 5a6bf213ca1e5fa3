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

test('a short image cell names an earlier or a later row whose picture is used', async () => {
  for (const [at, image] of [
    [2, '1'],
    [0, '3'],
  ] as const) {
    const { items, records } = await read(change(at, { image }))
    expect(items[at]?.images).toEqual(items[Number(image) - 1]?.images)
    expect(records[at]?.imageHash).toBe(records[Number(image) - 1]?.imageHash)
  }
})

test('pictures are read when they are asked for, not before', async () => {
  const { items } = await read(rows)
  expect((await items[1]?.images[0]?.decode())?.pixels.length).toBe(16 * 16 * 3)
  writeFileSync(path, 'index\timage\n')
  await expect(items[1]?.images[0]?.decode()).rejects.toMatchObject({ reason: 'bad-benchmark-file' })
})

test('several pictures in one item are a list of base64', async () => {
  const [one, other] = [await picture(5), await picture(6, 20)]
  const { items, sizes, records, smallestSide } = await read(change(1, { image: `['${one}', "${other}"]` }))
  const images = await Promise.all(items[1]?.images.map(image => image.decode()) ?? [])
  expect(images.map(({ width }) => width)).toEqual([16, 20])
  expect(sizes[1]).toEqual({ width: 16, height: 16 })
  expect(smallestSide).toBe(16)
  const swapped = await read(change(1, { image: `['${other}', '${one}']` }))
  expect(swapped.records[1]?.imageHash).not.toBe(records[1]?.imageHash)
})

test('indices are whole numbers where all are', async () => {
  const ids = (changed: readonly TsvRow[]) => read(changed).then(({ items }) => items.map(({ id }) => id))
  expect(await ids(change(1, { index: '007' }))).toEqual(['1', '7', '3', '4'])
  expect(
    await ids(change(1, { index: '007' }).map((row, at) => (at === 3 ? { ...row, index: 'x' } : row))),
  ).toEqual(['1', '007', '3', 'x'])
})

describe('one bad row refuses the file, by row and column', () => {
  test.each([
    ['a broken picture', 1, { image: 'A'.repeat(100) }, /MMVP\.tsv, row 2, column image: cannot decode/],
    ['a picture that is no base64', 0, { image: '!'.repeat(100) }, /row 1, column image: not base64/],
    ['no picture: the row is dropped', 3, { image: '' }, /3 rows do not make pairs/],
    ['a list that is none', 0, { image: `[${'A'.repeat(100)}]` }, /row 1, column image: not a list of texts/],
    [
      'a list of broken pictures',
      0,
      { image: `['${'A'.repeat(100)}']` },
      /row 1, column image: cannot decode/,
    ],
    ['a picture of no row', 0, { image: '9' }, /row 1, column image: refers to row 9, which is not there/],
    ['a picture of itself', 0, { image: '1' }, /row 1, column image: refers to row 1, which itself refers/],
    ['an index that is equal as a number', 2, { index: '01' }, /row 3: index 01 is already used by row 1/],
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

  test('several bad pictures: the first is named', async () => {
    const bad = rows.map((row, at) => (at > 1 ? { ...row, image: '!'.repeat(100) } : row))
    await expect(read(bad)).rejects.toThrow(/row 3, column image: not base64/)
  })

  test('odd rows of MMVP', async () => {
    await expect(read(rows.slice(0, 3))).rejects.toThrow('MMVP.tsv: 3 rows do not make pairs')
  })

  test('a row of too few cells', async () => {
    writeTsv(path, rows)
    appendFileSync(path, '9\tonly two\n')
    await expect(readBenchmark(path, mmvp)).rejects.toMatchObject({
      reason: 'bad-benchmark-file',
      message: 'MMVP.tsv, row 5: has 2 cells; the header has 6',
    })
  })

  test('a file without rows', async () => {
    writeFileSync(path, 'index\timage\n')
    await expect(readBenchmark(path, mmvp)).rejects.toThrow('MMVP.tsv has no rows')
  })
})

test('bad rows are left out, counted and listed where that is asked for', async () => {
  const six = await mmvpRows(6)
  const bad = six.map((row, at) => {
    if (at === 2) return { ...row, image: 'A'.repeat(100) }
    if (at === 3) return { ...row, answer: 'maybe' }
    return row
  })
  writeTsv(path, bad)
  appendFileSync(path, '9\tonly two\n10\t"quoted"x\ty\n11\t"never closed\n')
  const { items, records, report } = await readBenchmark(path, mmvp, { skipBadRows: true })
  expect(items).toHaveLength(records.length)
  expect(report).toEqual({
    rows: 9,
    dropped: 0,
    pandasMissing: 0,
    skipped: [
      { row: 3, column: 'image', reason: expect.stringMatching(/cannot decode/) },
      { row: 4, column: 'answer', reason: 'must be one capital letter' },
      { row: 7, column: null, reason: 'has 2 cells; the header has 6' },
      { row: 8, column: 'question', reason: 'text stands after a closing quote' },
      { row: 9, column: 'image', reason: 'a quote is opened and never closed' },
    ],
  })
  expect(items.map(({ id }) => id)).toEqual(['1', '2', '5', '6'])
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
    expect(resolveBenchmark('test/fixtures/benchmarks/mmvp-official', folder).benchmark).toBe(mmvp)
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
