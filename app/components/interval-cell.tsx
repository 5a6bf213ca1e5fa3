import type { BoardCell, BoardColumn } from '../board/board-column'
import { Lane } from './lane'

/** A number and, beside it, its interval on the column's scale; read out as "61.8, 59.4 to 64.2". */
export function IntervalCell({ cell, column }: { cell: BoardCell; column: BoardColumn }) {
  if (cell.kind === 'word') return <span className="cell cell-word">{cell.word}</span>
  const quiet = cell.mark === 'unread' || cell.mark === 'small'
  return (
    <span className="cell">
      <span className={quiet ? 'font-normal text-ink2' : undefined}>
        {cell.text}
        <span className="sr-only">, {cell.interval}</span>
      </span>
      <Lane
        domain={column.domain}
        floor={column.floor}
        high={cell.high}
        kind={column.lane}
        low={cell.low}
        mark={cell.mark}
        value={cell.value}
      />
    </span>
  )
}
