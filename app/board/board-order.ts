import type { RankedEntry } from '#lib/leaderboard/rank-entries'
import type { BoardColumn } from './board-column'

/** The sort of an address: which column, and whether its greatest stands first. */
export interface BoardOrder {
  readonly column: string
  readonly descending: boolean
}

export function parseSort(sort: string): BoardOrder {
  return sort.startsWith('-')
    ? { column: sort.slice(1), descending: true }
    : { column: sort, descending: false }
}

/** What a click on a head asks for: the other direction, or the column's own first. */
export function nextSort(sort: string, column: string): string {
  const natural = column === 'name' || column === 'family' ? column : `-${column}`
  if (parseSort(sort).column !== column) return natural
  return sort.startsWith('-') ? column : `-${column}`
}

/** Rows in the order asked for; what has no number stands last. An unknown column changes nothing. */
export function orderRows(
  rows: readonly RankedEntry[],
  columns: readonly BoardColumn[],
  { column, descending }: BoardOrder,
): RankedEntry[] {
  const key = sortKey(columns, column)
  if (!key) return [...rows]
  const sign = descending ? -1 : 1
  return rows.toSorted((a, b) => {
    const left = key(a)
    const right = key(b)
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return sign * (left < right ? -1 : left > right ? 1 : 0)
  })
}

function sortKey(
  columns: readonly BoardColumn[],
  id: string,
): ((row: RankedEntry) => number | string | null) | null {
  if (id === 'name') return ({ entry }) => entry.name.toLowerCase()
  if (id === 'family') return ({ entry }) => entry.summary.shape.family
  if (id === 'size') return ({ entry }) => entry.summary.shape.parameters
  const column = columns.find(candidate => candidate.id === id)
  if (!column) return null
  return row => {
    const cell = column.cell(row)
    return cell.kind === 'estimate' ? cell.value : null
  }
}
