import type { Board } from '#lib/leaderboard/rank-entries'
import { counted } from '../format/numbers'
import { type Edition, editionTitles, unscoredTitles } from './benchmark-columns'
import type { BoardView } from './board-search'

interface BoardNotesProps {
  readonly board: Board
  readonly editions: readonly Edition[]
  readonly view: BoardView
  /** The edition whose changes the probes view shows. */
  readonly shown: Edition | undefined
}

/** What the columns are made of, under the table they belong to. */
export function BoardNotes({ board, editions, view, shown }: BoardNotesProps) {
  const shared = editions.filter(({ benchmark }) => board.benchmarks.includes(benchmark.benchmark))
  const unscored = unscoredTitles(board.rows, editions)
  return (
    <div className="mt-3 max-w-[94ch] type-note">
      <p>
        <a className="term cursor-pointer" href="/methods#mean">
          Mean
        </a>
        : unweighted mean of chance-corrected scores over{' '}
        {shared.length === 0 ? 'no benchmark, since the rows share none' : editionTitles(shared)}.{' '}
        <a className="term cursor-pointer" href="/methods#rank-interval">
          Rank interval
        </a>
        :{' '}
        {board.rankedBy === 'paired-tests'
          ? 'by paired tests of all pairs of the rows shown over the items they share, Holm at 5 %; tiers by 2 000 common resamples. Rows that share a letter were not told apart.'
          : 'what the 95 % intervals of the means allow, since the items behind some rows are not at hand.'}{' '}
        {columnNote(view, shown)}
      </p>
      {unscored.length > 0 && (
        <p className="mt-1">
          <a className="term cursor-pointer" href="/methods#not-scored">
            Answered and not scored
          </a>
          , so without a column:{' '}
          {unscored
            .map(({ title, reason, runs }) => `${title} in ${counted(runs, 'run')} (${reason})`)
            .join(', ')}
          .
        </p>
      )}
    </div>
  )
}

function columnNote(view: BoardView, shown: Edition | undefined): string {
  if (view !== 'probes') return 'Dotted line in a column: what guessing scores there.'
  if (shown)
    return 'Changes are perturbed minus unprobed on the same items, in percentage points; coloured where significant after Holm at 5 %.'
  return 'Properties are means over the benchmarks on which they can be formed, which differ between rows. Token order, spatial and occlusion are read next to visual reliance: where it is below 0.2 they stand in brackets, without interval.'
}
