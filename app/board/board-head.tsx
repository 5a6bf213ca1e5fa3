import Link from 'next/link'
import { laneEnd } from '../charts/lane-end'
import type { BoardColumn } from './board-column'
import { nextSort, parseSort } from './board-order'
import { type BoardSearch, boardHref } from './board-search'

interface SortLinkProps {
  readonly id: string
  readonly head: string
  readonly search: BoardSearch
}

/** Sorts by its column; the one sorted by says which way. */
function SortLink({ id, head, search }: SortLinkProps) {
  const { column, descending } = parseSort(search.sort)
  const sorted = column === id
  return (
    <Link
      className={sorted ? 'font-[550] text-ink' : 'hover:text-ink'}
      href={boardHref(search, { sort: nextSort(search.sort, id) })}
      prefetch={false}
      scroll={false}
    >
      {head}
      {sorted && (
        <span aria-hidden="true" className="ml-0.5">
          {descending ? '↓' : '↑'}
        </span>
      )}
    </Link>
  )
}

/** `aria-sort` of a head. */
export function sortState(search: BoardSearch, id: string): 'ascending' | 'descending' | undefined {
  const { column, descending } = parseSort(search.sort)
  if (column !== id) return undefined
  return descending ? 'descending' : 'ascending'
}

/** The head of a column of words. */
export function WordHead({ id, head, search, className }: SortLinkProps & { readonly className?: string }) {
  return (
    <th aria-sort={sortState(search, id)} className={className} scope="col">
      <SortLink head={head} id={id} search={search} />
    </th>
  )
}

interface MeasureHeadProps {
  readonly column: BoardColumn
  readonly search: BoardSearch
  readonly attributes: Readonly<Record<string, string | true | undefined>>
}

/** The head of a measure: its name, and both ends of the scale that its column shares. */
export function MeasureHead({ column, search, attributes }: MeasureHeadProps) {
  return (
    <th
      aria-sort={sortState(search, column.id)}
      className="measure"
      scope="col"
      title={column.description}
      {...attributes}
    >
      <SortLink head={column.head} id={column.id} search={search} />
      <span aria-hidden="true" className="lane-ends">
        <span>{laneEnd(column.domain.low)}</span>
        <span>{laneEnd(column.domain.high)}</span>
      </span>
    </th>
  )
}
