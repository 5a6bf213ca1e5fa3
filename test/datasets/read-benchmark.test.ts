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
    ['a picture of no row', 0, { image: '9' }, /row 1, column image: refers to index 9, which is not there/],
    ['a picture of itself', 0, { image: '1' }, /row 1, column image: refers to index 1, which itself/],
    ['an index that is equal as a number', 2, { index: '01' }, /row 3: index 01 is already used by row 1/],
    ['a duplicate index', 2, { index: '1' }, /row 3: index 1 is already used by row 1/],
    ['an empty question', 2, { question: '' }, /row 3, column question/],
    ['an answer that is no letter', 1, { answer: 'b' }, /row 2, column answer: must be one capital letter/],
    ['an answer without an option', 1, { answer: 'C' }, /row 2, column answer: C is not among the options/],
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
    await expect(read(without)).rejects.toThrow('MMVP.tsv, row 1, column answer: missing or empty')
  })

  test('a column of pictures under another name', async () => {
    const renamed = rows.map(({ image = '', ...rest }) => ({ ...rest, picture: image }))
    await expect(read(renamed)).rejects.toThrow(
      'MMVP.tsv has no rows with a picture; they have index, question, A, B, answer, picture',
    )
  })

  test('a file of a picture that is not there', async () => {
    const named = rows.map(({ image: _image, ...rest }) => ({ ...rest, image_path: 'lost.jpg' }))
    await expect(read(named)).rejects.toThrow(/row 1, column image: there is no file .*lost\.jpg$/)
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
    if (at === 5) return { ...row, answer: 'maybe' }
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
      { row: 4, column: null, reason: 'is judged together with a row that was left out' },
      { row: 5, column: null, reason: 'is judged together with a row that was left out' },
      { row: 6, column: 'answer', reason: 'must be one capital letter' },
      { row: 7, column: null, reason: 'has 2 cells; the header has 6' },
      { row: 8, column: 'question', reason: 'text stands after a closing quote' },
      { row: 9, column: 'image', reason: 'a quote is opened and never closed' },
    ],
  })
  expect(items.map(({ id }) => id)).toEqual(['1', '2'])
})

test('a question of MME goes with the other one of its picture', async () => {
  const questions = rows.flatMap(({ image = '' }, at) =>
    ['Yes', 'No'].map((answer, which) => ({
      index: String(2 * at + which),
      image,
      image_path: `count/${at}.png`,
      question: `Is it ${at}? Please answer yes or no.`,
      answer: at === 1 && which === 0 ? 'perhaps' : answer,
      category: 'count',
    })),
  )
  const { items, report } = await readBenchmark(writeTsv(path, questions), benchmarkById('mme'), {
    skipBadRows: true,
  })
  expect(items).toHaveLength(questions.length - 2)
  expect(report.skipped).toEqual([
    { row: 3, column: 'answer', reason: expect.any(String) },
    { row: 4, column: null, reason: 'is judged together with a row that was left out' },
  ])
})

test('where every row is bad, the first is named', async () => {
  const bad = rows.map(row => ({ ...row, answer: 'C' }))
  await expect(readBenchmark(writeTsv(path, bad), mmvp, { skipBadRows: true })).rejects.toThrow(
    'MMVP.tsv, row 1, column answer: C is not among the options',
  )
})

test('an answer without an option is a bad row like another, unless pandas made the option vanish', async () => {
  const gone = rows.map((row, at) => (at < 2 ? { ...row, B: 'None' } : row))
  writeTsv(path, gone)
  const { items } = await readBenchmark(path, mmvp, { pandasMissing: true })
  expect(items.map(({ options, answer }) => [options.length, answer])).toEqual([
    [1, 'A'],
    [1, 'B'],
    [2, 'A'],
    [2, 'B'],
  ])
  const lost = rows.map((row, at) => (at < 2 ? { ...row, answer: 'C' } : row))
  const { report } = await readBenchmark(writeTsv(path, lost), mmvp, { skipBadRows: true })
  expect(report.skipped).toEqual(
    [1, 2].map(row => ({ row, column: 'answer', reason: 'C is not among the options' })),
  )
})

test("MMVP's corrected answers make another edition", async () => {
  const same = rows[0]?.image ?? ''
  const whole = Array.from({ length: 300 }, (_, at) => ({
    ...rows[at % 2],
    index: String(at + 1),
    image: at === 0 ? same : '1',
  }))
  writeTsv(path, whole)
  const published = await readBenchmark(path, mmvp)
  const corrected = await readBenchmark(path, mmvp, { corrected: true })
  expect(corrected.edition).not.toBe(published.edition)
  expect([published, corrected].map(({ records }) => mmvp.copy?.(records))).toEqual([
    'as published',
    'corrected',
  ])
  expect(corrected.items[98]?.answer).toBe(corrected.records[98]?.answer)
})

describe('metadata of MathVista', () => {
  const row = {
    index: '1',
    question: 'How much?',
    question_type: 'multi_choice',
    answer_type: 'text',
    choices: "['3/11', '8/11']",
    answer: '8/11',
  }
  const written = async (part: TsvRow) => {
    const cells = { ...row, image: await picture(1), ...part }
    const table = writeTsv(join(path, '..', 'MathVista_MINI.tsv'), [cells])
    return readBenchmark(table, benchmarkById('mathvista'))
  }

  test('may be anything beside columns of their own', async () => {
    const { items } = await written({ task: 'geometry', metadata: "{'task': 'other'}" })
    expect(items[0]?.details).toMatchObject({ task: 'geometry', answer_option: 'B' })
  })

  test('holds the fields otherwise, as JSON', async () => {
    const { items } = await written({ metadata: '{"task": "geometry"}' })
    expect(items[0]?.category).toBe('geometry')
    await expect(written({ metadata: "{'task': 'geometry'}" })).rejects.toThrow(
      'MathVista_MINI.tsv, row 1, column metadata: no JSON object',
    )
  })

  test('an answer that is no choice is named', async () => {
    await expect(written({ answer: '1' })).rejects.toThrow(
      'row 1, column answer: "1" is not among the choices',
    )
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
