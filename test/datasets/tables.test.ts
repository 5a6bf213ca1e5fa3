import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { temporaryFolder } from '#test/support/temporary-folder'
import { isBad } from '#workers/datasets/source'
import { tsvRecords } from '#workers/datasets/tsv-records'
import { tsvSource } from '#workers/datasets/tsv-source'

const tables = 'test/fixtures/benchmarks/tables'
const read = z
  .record(z.string(), z.array(z.record(z.string(), z.string().nullable())))
  .parse(JSON.parse(readFileSync(`${tables}/read.json`, 'utf8')))

async function rowsOf(path: string, pandasMissing = false) {
  const rows = []
  for await (const row of tsvSource(path, pandasMissing).rows()) rows.push(row)
  return rows
}

async function cellsOf(path: string, columns: readonly string[], pandasMissing: boolean) {
  return (await rowsOf(path, pandasMissing)).map(row => {
    if (isBad(row)) throw new Error(row.reason)
    return Object.fromEntries(columns.map(column => [column, row.cells[column] ?? null]))
  })
}

describe('a nasty table reads as pandas reads it', () => {
  test.each(Object.entries(read))('%s', async (name, wanted) => {
    const [file = '', reading] = name.split(' ')
    const columns = Object.keys(wanted[0] ?? {})
    expect(columns).toHaveLength(5)
    expect(await cellsOf(join(tables, `${file}.tsv`), columns, reading === 'missing')).toEqual(wanted)
  })

  test('rows with a text that pandas takes for missing are counted either way', async () => {
    for (const flag of [true, false]) {
      const rows = await rowsOf(join(tables, 'nasty.tsv'), flag)
      expect(rows.filter(row => !isBad(row) && row.pandasMissing)).toHaveLength(18)
    }
  })
})

describe('records longer than what is read at once', () => {
  const long = 'x'.repeat(3_000_000)
  const cells = [long, `"${long}\n${long}"`, 'y', long, `"${'""'.repeat(1_000_000)}"`, 'z']
  const path = join(temporaryFolder(), 'long.tsv')
  writeFileSync(path, `a\tb\n${cells[0]}\t${cells[1]}\r\n${cells[2]}\t${cells[3]}\n${cells[4]}\t${cells[5]}`)

  test('are whole, and stand where their offsets say', async () => {
    const whole = readFileSync(path)
    const found: string[] = []
    for await (const { bytes, offset, cells: places, problem } of tsvRecords(path)) {
      expect(problem).toBeNull()
      for (const { start, end } of places) {
        const text = bytes.toString('latin1', start, end)
        expect(whole.toString('latin1', offset + start, offset + end) === text).toBe(true)
        found.push(text)
      }
    }
    expect(found.length).toBe(8)
    expect(found.slice(2).map(text => text.length)).toEqual([3e6, 6e6 + 1, 1, 3e6, 2e6, 1])
  })

  test('cells at every place of a chunk boundary', async () => {
    const chunk = 2 * 1024 * 1024
    const near = join(temporaryFolder(), 'near.tsv')
    for (let shift = -8; shift <= 2; shift++) {
      const filler = 'f'.repeat(chunk - 20 + shift)
      writeFileSync(near, `a\tb\r\n${filler}\t"q""\r\n"\r\n"1"\t2\r\n`)
      expect(await cellsOf(near, ['a', 'b'], false)).toEqual([
        { a: filler, b: 'q"\r\n' },
        { a: '1', b: '2' },
      ])
    }
  })
})

describe('a table that is none', () => {
  const path = join(temporaryFolder(), 'bad.tsv')
  test.each([
    ['two columns of one name', 'a\tb\ta\n1\t2\t3\n', /header: column a stands twice/],
    ['a header that breaks its quotes', 'a\t"b"x\n', /header: text stands after a closing quote/],
    ['nothing but empty lines', '\n\n  \n', /bad\.tsv is empty/],
  ])('%s', async (_, text, message) => {
    writeFileSync(path, text)
    await expect(rowsOf(path)).rejects.toMatchObject({
      reason: 'bad-benchmark-file',
      message: expect.stringMatching(message),
    })
  })

  test.each([
    ['a lone carriage return', Buffer.from('a\tb\nx\ry\tz\n'), 'a', /carriage return/],
    ['bytes that are no UTF-8', Buffer.from('a\tb\n\xff\xfe\tz\n', 'latin1'), 'a', /not UTF-8/],
    ['too many cells', Buffer.from('a\tb\n1\t2\t3\n'), null, /has 3 cells; the header has 2/],
  ])('%s spoils its row', async (_, bytes, column, reason) => {
    writeFileSync(path, Buffer.concat([bytes, Buffer.from('good\trow\n')]))
    const [first, second] = await rowsOf(path)
    expect(first).toEqual({ row: 1, column, reason: expect.stringMatching(reason) })
    expect(second).toMatchObject({ row: 2, cells: { a: 'good', b: 'row' } })
  })

  test('a local picture that climbs out of its folder', async () => {
    for (const name of ['../x.jpg', '/etc/x.jpg', 'a/../../x.jpg', "['a.jpg', '../x.jpg']"]) {
      writeFileSync(path, `index\timage_path\n1\t${name}\n`)
      expect((await rowsOf(path))[0]).toMatchObject({
        column: 'image_path',
        reason: expect.stringMatching(/leads out of/),
      })
    }
  })
})
