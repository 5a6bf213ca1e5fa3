import type { ItemDetails } from '../domain/item'
import type { Row } from './benchmark'

/** The columns of a row that a scorer or a metric reads; those that are missing stay away. */
export function detailsOf(row: Row, columns: readonly string[]): ItemDetails {
  return Object.fromEntries(
    columns.flatMap(column => {
      const cell = row[column]
      return cell === undefined ? [] : [[column, cell]]
    }),
  )
}
