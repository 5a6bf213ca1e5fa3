import type { Metadata } from 'next'
import { openDatabase } from '#lib/db/database'
import { listRuns } from '#lib/db/queries/list-runs'
import { benchmarkColumns, editionsOf } from './board/benchmark-columns'
import { BoardControls } from './board/board-controls'
import { BoardFooter } from './board/board-footer'
import { boardLede } from './board/board-lede'
import { BoardNotes } from './board/board-notes'
import { parseBoardSearch } from './board/board-search'
import { BoardTable } from './board/board-table'
import { effectColumns } from './board/effect-columns'
import { EmptyBoard } from './board/empty-board'
import { GlyphLegend } from './board/glyph-legend'
import { OrderNotReliable } from './board/order-not-reliable'
import { meanColumn, profileColumns, relianceColumn } from './board/profile-columns'
import { readRankedBoard } from './board/read-ranked-board'
import { RunsInProgress } from './board/runs-in-progress'
import { sizePoints } from './charts/size-points'
import { ParetoPlot } from './components/pareto-plot'
import { SiteHeader } from './components/site-header'

type PageSearch = Readonly<Record<string, string | string[] | undefined>>

export const metadata: Metadata = { title: 'Leaderboard · Parallax' }

const titles = {
  benchmarks: 'Scores, and how much of each needed the image',
  size: 'Scores, and how much of each needed the image',
  probes: 'What each checkpoint keeps when its sight is disturbed',
}

export default async function LeaderboardPage({ searchParams }: { searchParams: Promise<PageSearch> }) {
  const search = parseBoardSearch(await searchParams)
  const [board, runs] = await Promise.all([readRankedBoard(), openDatabase().then(listRuns)])
  const { rows } = board

  const editions = editionsOf(rows)
  const shown = editions.find(({ id }) => id === search.on)
  const keys = [relianceColumn(rows), meanColumn(rows)]
  const scores = benchmarkColumns(rows)
  const probed = shown ? effectColumns(rows, shown) : profileColumns(rows)
  const measures = search.view === 'probes' ? probed : scores
  const points = sizePoints(rows)
  const plotted = points.length >= 2
  const alone = search.view === 'size' && plotted

  return (
    <>
      <SiteHeader page="leaderboard" />
      <main className="frame pt-7">
        <div className="flex flex-wrap justify-between gap-x-14 gap-y-6">
          <div className="max-w-194">
            <h1 className="type-title">{titles[search.view]}</h1>
            <p className="mt-3 max-w-150 text-[15px] leading-[22px] text-ink2">{boardLede(board)}</p>
            {rows[0] && scores[0] && <GlyphLegend column={scores[0]} row={rows[0]} />}
          </div>
          {plotted && (
            <div className={alone ? undefined : 'max-tablet:hidden'}>
              <ParetoPlot points={points} />
            </div>
          )}
        </div>
        <div className={rows.length > 0 ? 'mt-6 border-t border-rule pt-1' : 'mt-6'} id="board">
          {rows.length > 0 && (
            <BoardControls
              editions={editions}
              measures={measures}
              plot={plotted}
              search={search}
              shown={shown}
            />
          )}
          <RunsInProgress runs={runs} />
          {!board.orderReliable && <OrderNotReliable board={board} />}
          {rows.length === 0 ? (
            <EmptyBoard />
          ) : (
            <div className={alone ? 'max-tablet:hidden' : undefined}>
              <BoardTable
                board={board}
                caption={titles[search.view]}
                keys={keys}
                measures={measures}
                search={search}
              />
              <BoardNotes board={board} editions={editions} shown={shown} view={search.view} />
            </div>
          )}
        </div>
      </main>
      <BoardFooter entries={rows.map(({ entry }) => entry)} />
    </>
  )
}
