import type { Row } from '#lib/benchmarks/benchmark'
import type { Picture } from '#lib/domain/item'

/** A picture in a file, and where: equal places are read and hashed once. */
export interface StoredPicture extends Picture {
  readonly place: string
}

/** One row of a file, whatever the file's form. */
export interface SourceRow {
  /** From 1, the header not counted. */
  readonly row: number
  /** Text of the cells that are there, by column. */
  readonly cells: Row
  /** Null where the row has no picture; `sameAs`: the index of the row whose pictures are used. */
  readonly pictures: readonly StoredPicture[] | { readonly sameAs: string } | null
  /** A cell that pandas would call missing holds text. */
  readonly pandasMissing?: boolean
}

/** A row that cannot be read, and why. */
export interface BadRow {
  readonly row: number
  readonly column: string | null
  readonly reason: string
}

/** A file or folder of rows. */
export interface Source {
  /** What it is called: without folder and ending. */
  readonly title: string
  /** How complaints call it. */
  readonly file: string
  /** Its form, for people. */
  readonly form: string
  /** Class i of a classification set stands at place i; null where the source names none. */
  readonly classNames: readonly string[] | null
  /** Zero-shot templates that came along; `{c}` is the slot. */
  readonly templates: readonly string[] | null
  /** Indices that are all whole numbers are numbers: `007` is 7. */
  readonly wholeIndices?: true
  /** Of a table that tells them before its rows. */
  readonly columns?: readonly string[]
  /** Reads from the start. @throws Refusal `bad-benchmark-file` where the file as a whole cannot be read. */
  rows(): AsyncIterable<SourceRow | BadRow>
}

/** Thrown inside a row: the row is bad, the ones after it may not be. */
export class RowProblem extends Error {
  override readonly name = 'RowProblem'

  constructor(
    readonly column: string | null,
    reason: string,
  ) {
    super(reason)
  }
}

/** The row that `make` makes, or what is wrong with it. */
export function rowOr(row: number, make: () => SourceRow): SourceRow | BadRow {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error
    return { row, column: error.column, reason: error.message }
  }
}

export function isBad(row: SourceRow | BadRow): row is BadRow {
  return 'reason' in row
}

/** `MMVP.tsv, row 3, column image: not base64`. */
export function complaintOf(file: string, { row, column, reason }: BadRow): string {
  return `${file}, row ${row}${column === null ? '' : `, column ${column}`}: ${reason}`
}
