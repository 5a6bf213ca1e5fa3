import type { Row } from '#lib/benchmarks/benchmark'
import { parsedOrNull } from '../json-file'
import { pythonList } from '../python-literal'
import { RowProblem } from '../source'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Options in the columns A, B, C, …; null stands for one that is absent. */
export function optionColumns(options: readonly (string | null)[]): Row {
  if (options.length > letters.length) throw new RowProblem(null, `${options.length} options; at most 26`)
  return Object.fromEntries(
    options.flatMap((text, at) => (text === null || text === '' ? [] : [[letters[at] ?? '', text]])),
  )
}

/** The letter of option `at`, counted from 0. @throws RowProblem naming `column`. */
export function letterAt(at: number, options: number, column: string): string {
  const letter = letters[at]
  if (!Number.isInteger(at) || at < 0 || at >= options || letter === undefined)
    throw new RowProblem(column, `${at} is not one of ${options} options`)
  return letter
}

/** The texts of a list cell: JSON, or a Python literal; null where the cell is absent. @throws RowProblem. */
export function listCell(row: Row, column: string): string[] | null {
  const cell = row[column]
  if (cell === undefined) return null
  const list = listOf(cell)
  if (!list) throw new RowProblem(column, `"${cell.slice(0, 60)}" is not a list of texts`)
  return list
}

/** The texts of a list, JSON or a Python literal; null for a text that is none. */
export function listOf(text: string): string[] | null {
  return jsonList(text) ?? pythonList(text)
}

function jsonList(text: string): string[] | null {
  const value = parsedOrNull(text)
  return Array.isArray(value) ? value.map(String) : null
}

/** `row` without some of its columns. */
export function without(row: Row, ...columns: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)))
}

/** The first of the columns that is there, under `to`. */
export function named(row: Row, to: string, ...columns: readonly string[]): Row {
  const column = columns.find(one => row[one] !== undefined)
  return column === undefined ? {} : { [to]: row[column] ?? '' }
}
