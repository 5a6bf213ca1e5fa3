import { ZodError } from 'zod'
import type { Benchmark, Row } from '#lib/benchmarks/benchmark'
import type { Item } from '#lib/domain/item'
import { Refusal } from '#lib/domain/refusal'
import { layoutOf } from './layouts/index'
import { openSource } from './open-source'
import { type BadRow, complaintOf, isBad, RowProblem, type SourceRow, type StoredPicture } from './source'

export interface ReadOptions {
  /** Leave bad rows out, count and list them, instead of refusing the file. */
  readonly skipBadRows?: boolean
  /** Read "None", "NA", … in a TSV as missing, as VLMEvalKit does: an option of that text vanishes. */
  readonly pandasMissing?: boolean
  /** Take the answers that another published copy corrects (MMVP): another edition. */
  readonly corrected?: boolean
}

/** What became of the rows of a file. */
export interface LoadReport {
  readonly rows: number
  /** Rows without a picture: left out, as VLMEvalKit leaves them out. */
  readonly dropped: number
  /** Bad rows that were left out, by row. */
  readonly skipped: readonly BadRow[]
  /** Rows of a TSV in which pandas would read a text as missing. */
  readonly pandasMissing: number
}

export interface ScannedItem {
  readonly row: number
  readonly item: Omit<Item, 'images'>
  readonly pictures: readonly StoredPicture[]
}

/** A benchmark file whose pictures have not been looked at. */
export interface ScannedBenchmark {
  readonly title: string
  readonly file: string
  readonly form: string
  readonly classNames: readonly string[] | null
  readonly templates: readonly string[] | null
  readonly items: readonly ScannedItem[]
  readonly report: LoadReport
}

/**
 * Reads the rows of a benchmark, in whatever form it comes, and the places of its pictures.
 * @throws Refusal `bad-benchmark-file` naming file, row and column of the first bad row.
 */
export async function scanBenchmark(
  path: string,
  benchmark: Benchmark,
  options: ReadOptions = {},
): Promise<ScannedBenchmark> {
  const source = await openSource(path, benchmark.id, options.pandasMissing)
  const { title, file, form, classNames, templates } = source
  const layout = layoutOf(benchmark.id)
  const keyOf = source.wholeIndices ? wholeKey : (index: string) => index
  const bad = badRows(file, options)
  const rowsOf = new Map<string, number>()
  const found: Found[] = []
  let [rows, dropped, pandasMissing] = [0, 0, 0]
  let columns: readonly string[] = []
  for await (const row of source.rows()) {
    rows += 1
    if (isBad(row)) {
      bad.add(row)
      continue
    }
    if (row.pandasMissing) pandasMissing += 1
    if (row.pictures === null && !layout.textOnly) {
      dropped += 1
      columns = Object.keys(row.cells)
      continue
    }
    bad.guard(row.row, () => {
      const cells = { index: String(row.row - 1), ...layout.canonical(row.cells) }
      const item = itemOf(benchmark, withClass(cells, classNames))
      // An option that is read as missing on purpose may be the gold one: such an item is kept, and never right.
      const mayLackGold = options.pandasMissing === true && row.pandasMissing === true
      const problem = mayLackGold ? null : (benchmark.itemProblem?.(item) ?? null)
      if (problem) throw new RowProblem(problem.column, problem.reason)
      const key = keyOf(item.id)
      const earlier = rowsOf.get(key)
      if (earlier !== undefined)
        throw new RowProblem(null, `index ${item.id} is already used by row ${earlier}`)
      rowsOf.set(key, row.row)
      found.push({ row: row.row, item, pictures: row.pictures ?? [] })
    })
  }
  const [firstBad] = bad.skipped
  if (found.length === 0)
    throw new Refusal(
      'bad-benchmark-file',
      firstBad
        ? complaintOf(file, firstBad)
        : `${file} has no rows${dropped > 0 ? ` with a picture; they have ${columns.join(', ')}` : ''}`,
    )
  const published = wholeIds(withoutBereft(benchmark, resolved(found, keyOf, bad), bad), keyOf)
  const items = options.corrected ? withCorrections(benchmark, published) : published
  const report = { rows, dropped, skipped: bad.skipped, pandasMissing }
  return { title, file, form, classNames, templates, items, report }
}

/** Leaves out what is judged together with a bad row that was left out, and says so row by row. */
export function withoutBereft<One extends ScannedItem>(
  benchmark: Benchmark,
  kept: readonly One[],
  bad: ReturnType<typeof badRows>,
): readonly One[] {
  if (bad.skipped.length === 0 || !benchmark.bereft) return kept
  const bereft = new Set(benchmark.bereft(kept.map(({ row, item }) => ({ row, group: item.group }))))
  for (const row of bereft)
    bad.add({ row, column: null, reason: 'is judged together with a row that was left out' })
  return kept.filter(({ row }) => !bereft.has(row))
}

function withCorrections(benchmark: Benchmark, items: readonly ScannedItem[]): readonly ScannedItem[] {
  const corrected = benchmark.corrected?.(items.map(({ item }) => item)) ?? []
  return items.map((one, at) => ({ ...one, item: corrected[at] ?? one.item }))
}

interface Found extends Omit<ScannedItem, 'pictures'> {
  readonly pictures: NonNullable<SourceRow['pictures']>
}

/** Collects bad rows, or refuses the file at the first. */
export function badRows(file: string, { skipBadRows }: ReadOptions) {
  const skipped: BadRow[] = []
  const add = (row: BadRow) => {
    if (!skipBadRows) throw new Refusal('bad-benchmark-file', complaintOf(file, row))
    skipped.push(row)
  }
  return {
    skipped,
    add,
    guard(row: number, work: () => void) {
      try {
        work()
      } catch (error) {
        if (!(error instanceof RowProblem)) throw error
        add({ row, column: error.column, reason: error.message })
      }
    },
  }
}

function itemOf(benchmark: Benchmark, cells: Row): Omit<Item, 'images'> {
  try {
    return benchmark.toItem(cells)
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    const [issue] = error.issues
    const column = issue?.path.join('.') ?? null
    const isMissing = issue?.code !== 'custom' && column !== null && cells[column] === undefined
    throw new RowProblem(column, isMissing ? 'missing or empty' : (issue?.message ?? ''))
  }
}

/** A class by number gets its name from the source's list. @throws RowProblem. */
function withClass(cells: Row, classNames: readonly string[] | null): Row {
  if (cells.class !== undefined || cells.label === undefined) return cells
  if (!classNames) throw new RowProblem('label', 'a class by number, and the file names no classes')
  const name = /^\d+$/.test(cells.label) ? classNames[Number(cells.label)] : undefined
  if (name === undefined)
    throw new RowProblem('label', `class ${cells.label} is not among ${classNames.length} names`)
  return { ...cells, class: name }
}

const wholeNumber = /^[+-]?\d+$/

/** Under which an index of a TSV is known: whole numbers by their value. */
function wholeKey(index: string): string {
  return wholeNumber.test(index) ? String(BigInt(index)) : index
}

/** In a TSV, indices are whole numbers, written plainly, if all of them are; else texts as they stand (VLMEvalKit). */
function wholeIds(items: readonly ScannedItem[], keyOf: (index: string) => string): readonly ScannedItem[] {
  if (!items.every(({ item }) => wholeNumber.test(item.id))) return items
  return items.map(one => ({ ...one, item: { ...one.item, id: keyOf(one.item.id) } }))
}

/** Pictures of other rows, earlier or later, in place; a row that is itself a reference is followed if it is earlier. */
function resolved(
  found: readonly Found[],
  keyOf: (index: string) => string,
  bad: ReturnType<typeof badRows>,
): ScannedItem[] {
  const known = new Map(found.map(({ item, pictures }) => [keyOf(item.id), pictures]))
  return found.flatMap(({ row, item, pictures }) => {
    if (!('sameAs' in pictures)) return [{ row, item, pictures }]
    const same = known.get(keyOf(pictures.sameAs))
    const complaint = !same
      ? `refers to index ${pictures.sameAs}, which is not there`
      : 'sameAs' in same
        ? `refers to index ${pictures.sameAs}, which itself refers to another`
        : null
    if (complaint !== null) bad.add({ row, column: 'image', reason: complaint })
    if (!same || 'sameAs' in same) return []
    known.set(keyOf(item.id), same)
    return [{ row, item, pictures: same }]
  })
}
