import type { RankedEntry } from '#lib/leaderboard/rank-entries'
import { linearScale } from '../charts/scale'
import { decimal } from '../format/numbers'

interface RankCellProps {
  readonly row: RankedEntry
  /** How many rows are ranked. */
  readonly ranked: number
  /** False where the order is not the ranked one, or not reliable: intervals stay, ordinals go. */
  readonly ordinals: boolean
}

/** Best rank where it changes, the row's own rank interval, and that interval on a line from 1 to the last. */
export function RankCell({ row, ranked, ordinals }: RankCellProps) {
  const { rank, ordinal } = row
  if (!rank || !ordinal) return <span className="cell-word">not ranked</span>
  const words = rank.best === rank.worst ? `${rank.best}` : `${rank.best}–${rank.worst}`
  return (
    <span className="flex items-center">
      {ordinals && (
        <span className="w-7 font-semibold max-tablet:hidden">
          {ordinal.changes && `${ordinal.shared ? '=' : ''}${ordinal.best}`}
        </span>
      )}
      <span className="w-11 text-ink2 tablet:w-12">{words}</span>
      {row.paired && ranked > 1 && (
        <span
          className="w-7 text-[11px] text-ink3 max-tablet:hidden"
          title={`first in ${decimal(100 * row.paired.first, 0)} % of the resamples`}
        >
          {row.paired.letters}
        </span>
      )}
      {ranked > 1 && <RankBar best={rank.best} ranked={ranked} worst={rank.worst} />}
    </span>
  )
}

function RankBar({ best, worst, ranked }: { best: number; worst: number; ranked: number }) {
  const place = linearScale({ low: 1, high: ranked }, 0, 30)
  return (
    <svg aria-hidden="true" className="max-tablet:hidden" height="4" width="34">
      <path d="M0 2H34" stroke="var(--color-rule)" />
      <rect
        fill="var(--color-ink2)"
        height="4"
        rx="1"
        width={place(worst) - place(best) + 4}
        x={place(best)}
      />
    </svg>
  )
}
