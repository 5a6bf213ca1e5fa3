import { isUtf8 } from 'node:buffer'
import { basename, dirname, join } from 'node:path'
import { Refusal } from '#lib/domain/refusal'
import { insideFolder } from './inside-folder'
import { isPandasMissing } from './pandas-missing'
import { base64Picture, filePicture, type Span } from './pictures'
import { pythonList } from './python-literal'
import { RowProblem, rowOr, type Source, type SourceRow, type StoredPicture } from './source'
import { type TsvCell, type TsvRecord, tsvRecords } from './tsv-records'

/** An `image` cell of at most this many characters is the index of the row whose picture is used. */
const longestReference = 64

/**
 * A VLMEvalKit TSV. Cells of `image` hold base64, a Python list of it, or an index; the `_local` form names files below
 * `images/<Name>/` in `image_path`. Only the places of pictures are kept.
 * @param pandasMissing read "None", "NA", … as missing, as the toolkit does.
 */
export function tsvSource(path: string, pandasMissing: boolean): Source {
  const file = basename(path)
  const title = file.replace(/\.tsv$/, '')
  const folder = join(dirname(path), 'images', title.replace(/_local$/, ''))
  return {
    title,
    file,
    form: 'VLMEvalKit TSV',
    classNames: null,
    templates: null,
    wholeIndices: true,
    async *rows() {
      let columns: readonly string[] | null = null
      let row = 0
      for await (const record of tsvRecords(path)) {
        if (columns === null) {
          columns = headerOf(file, record)
          continue
        }
        row += 1
        const table = { path, folder, columns, pandasMissing }
        yield rowOr(row, () => rowOf(table, row, record))
      }
      if (columns === null) throw new Refusal('bad-benchmark-file', `${file} is empty`)
    },
  }
}

interface Table {
  readonly path: string
  readonly folder: string
  readonly columns: readonly string[]
  readonly pandasMissing: boolean
}

function headerOf(file: string, record: TsvRecord): string[] {
  if (record.problem) throw new Refusal('bad-benchmark-file', `${file}, header: ${record.problem}`)
  const names = record.cells.map((cell, at) => textOf(record, cell, `${at + 1} of the header`))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined)
    throw new Refusal('bad-benchmark-file', `${file}, header: column ${twice} stands twice`)
  return names
}

function rowOf(table: Table, row: number, record: TsvRecord): SourceRow {
  const { columns } = table
  const { cells, problem } = record
  if (problem) throw new RowProblem(columns[cells.length] ?? null, problem)
  if (cells.length !== columns.length)
    throw new RowProblem(null, `has ${cells.length} cells; the header has ${columns.length}`)
  const texts: Record<string, string> = {}
  let image: TsvCell | null = null
  let someMissing = false
  cells.forEach((cell, at) => {
    const column = columns[at] ?? ''
    if (column === 'image' && cell.end - cell.start > longestReference) image = cell
    else if (cell.end > cell.start) {
      const text = textOf(record, cell, column)
      const missing = isPandasMissing(text)
      someMissing ||= missing
      if (!missing || !table.pandasMissing) texts[column] = text
    }
  })
  const { image: reference, ...rest } = texts
  const pictures =
    image !== null
      ? picturesIn(table, record, image)
      : reference !== undefined
        ? { sameAs: reference }
        : columns.includes('image')
          ? null
          : picturesAt(table, texts.image_path)
  return { row, cells: rest, pictures, pandasMissing: someMissing }
}

function textOf({ bytes }: TsvRecord, { start, end, doubled, quoted }: TsvCell, column: string): string {
  const cell = bytes.subarray(start, end)
  if (!isUtf8(cell)) throw new RowProblem(column, 'not UTF-8')
  const text = cell.toString('utf8')
  if (!quoted && text.includes('\r'))
    throw new RowProblem(column, 'a carriage return that ends no line stands outside quotes')
  return doubled ? text.replaceAll('""', '"') : text
}

/** The pictures of a long `image` cell: base64, or a list literal of base64. */
function picturesIn({ path }: Table, { bytes, offset }: TsvRecord, { start, end }: TsvCell): StoredPicture[] {
  if (bytes[start] !== leftBracket || bytes[end - 1] !== rightBracket)
    return [base64Picture({ path, offset: offset + start, length: end - start })]
  const inner = bytes.subarray(start + 1, end - 1)
  return spansOfList(inner, { path, offset: offset + start + 1 }).map(base64Picture)
}

const [doubleQuote, singleQuote, comma, space, leftBracket, rightBracket] = [34, 39, 44, 32, 91, 93] as const

/** The texts of a Python list whose items hold no quotes; a quoted cell has its double quotes doubled. */
function spansOfList(inner: Buffer, { path, offset }: Omit<Span, 'length'>): Span[] {
  const spans: Span[] = []
  for (let at = 0; at < inner.length; ) {
    const mark = inner[at]
    if (mark === comma || mark === space) {
      at += 1
      continue
    }
    const width = mark === doubleQuote ? 2 : 1
    const close = mark === singleQuote || mark === doubleQuote ? inner.indexOf(mark, at + width) : -1
    if (close < 0) throw new RowProblem('image', 'not a list of texts')
    spans.push({ path, offset: offset + at + width, length: close - at - width })
    at = close + width
  }
  if (spans.length === 0) throw new RowProblem('image', 'an empty list')
  return spans
}

/** Form `_local`: a file name, or a list of them, below the folder of the toolkit's unpacked pictures. */
function picturesAt({ folder }: Table, cell: string | undefined): StoredPicture[] | null {
  if (cell === undefined) return null
  const names = cell.startsWith('[') && cell.endsWith(']') ? pythonList(cell) : [cell]
  if (!names || names.length === 0) throw new RowProblem('image_path', `"${cell}" is not a list of texts`)
  return names.map(name => {
    const path = insideFolder(folder, name)
    if (!path) throw new RowProblem('image_path', `"${name}" leads out of ${folder}`)
    return filePicture(path)
  })
}
