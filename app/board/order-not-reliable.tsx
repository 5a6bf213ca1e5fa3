import type { Board } from '#lib/leaderboard/rank-entries'
import { counted, ratio } from '../format/numbers'

/** Stands above the table where the order is mostly error: intervals stay, ordinals go. */
export function OrderNotReliable({ board }: { board: Board }) {
  return (
    <p className="mb-3 bg-sunk px-3 py-2 type-interface text-ink2">
      <strong className="font-semibold text-ink">
        Order not reliable{board.reliability !== null && ` (${ratio(board.reliability)})`}.
      </strong>{' '}
      On {counted(board.benchmarks.length, 'shared benchmark')} the {counted(board.rows.length, 'checkpoint')}{' '}
      cannot be told apart well. Rows keep their intervals; ordinals are hidden.
    </p>
  )
}
