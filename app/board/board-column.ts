import type { RankedEntry } from '#lib/leaderboard/rank-entries'
import { type Domain, domainOver } from '../charts/scale'

/** What one checkpoint shows in one column, in the column's own unit. */
export type BoardCell =
  /** No number: the word says why. */
  | { readonly kind: 'word'; readonly word: string }
  | {
      readonly kind: 'estimate'
      readonly value: number
      readonly low: number
      readonly high: number
      /** As printed, and the interval as it is read out. */
      readonly text: string
      readonly interval: string
      /** `small`: fewer than 30 clusters; `unread`: not interpretable, so in brackets and without interval. */
      readonly mark: 'plain' | 'small' | 'unread' | 'lower' | 'higher'
    }

/** A measure of the board: one scale for all of its rows. */
export interface BoardColumn {
  readonly id: string
  readonly head: string
  /** One sentence: what the numbers are, with unit and scale. */
  readonly description: string
  readonly lane: 'score' | 'mean' | 'reliance' | 'change'
  readonly domain: Domain
  /** Guess floor or threshold, in the column's unit. */
  readonly floor: number | null
  readonly cell: (row: RankedEntry) => BoardCell
}

/** Gives a column the domain that its cells, its floor and the anchors need, rounded outwards. */
export function columnOver(
  rows: readonly RankedEntry[],
  column: Omit<BoardColumn, 'domain'>,
  bounds: Domain,
  anchors: readonly number[] = [],
): BoardColumn {
  const seen = rows.flatMap(row => {
    const cell = column.cell(row)
    return cell.kind === 'estimate' ? [cell.low, cell.value, cell.high] : []
  })
  return { ...column, domain: domainOver([...seen, ...anchors], bounds) }
}
