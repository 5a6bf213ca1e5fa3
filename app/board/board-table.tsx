import type { Board, RankedEntry } from '#lib/leaderboard/rank-entries'
import { EvidenceMark } from '../components/evidence-mark'
import { IntervalCell } from '../components/interval-cell'
import { RankCell } from '../components/rank-cell'
import { WideTable } from '../components/wide-table'
import { parameters } from '../format/numbers'
import { moduleTitle } from '../format/provenance'
import type { BoardColumn } from './board-column'
import { MeasureHead, WordHead } from './board-head'
import { orderRows, parseSort } from './board-order'
import { type BoardSearch, rankedSort } from './board-search'

/** Measures that a screen of 1400 px has room for: as many as the profile shows. */
const mostThatFit = 11

interface BoardTableProps {
  readonly board: Board
  /** Stand before the rule: visual reliance and the mean. */
  readonly keys: readonly BoardColumn[]
  readonly measures: readonly BoardColumn[]
  readonly search: BoardSearch
  readonly caption: string
}

export function BoardTable({ board, keys, measures, search, caption }: BoardTableProps) {
  const columns = [...keys, ...measures]
  const ranked = search.sort === rankedSort
  const rows = ranked ? board.rows : orderRows(board.rows, columns, parseSort(search.sort))
  const rankedRows = board.rows.filter(row => row.rank !== null).length
  const ordinals = ranked && board.orderReliable && rankedRows > 1
  const phoneColumn = measures.find(({ id }) => id === parseSort(search.sort).column)?.id ?? 'mean'

  const attributes = (column: BoardColumn) => ({
    'data-lane': column.lane,
    'data-phone': column.id === 'reliance' || column.id === phoneColumn || undefined,
    'data-first': column.id === measures[0]?.id || undefined,
    'data-key': column.id === 'reliance' || column.id === 'mean' || undefined,
  })

  return (
    <WideTable className="board-frame" fits={measures.length <= mostThatFit} label="Leaderboard">
      <table className="sheet board" style={{ '--lane-wide': `${laneWidth(measures)}px` }}>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <th className="rank" scope="col">
              Rank <span className="text-[11px] font-normal text-ink3 max-tablet:hidden">95 % interval</span>
            </th>
            <WordHead className="name" head="Checkpoint" id="name" search={search} />
            <WordHead className="only-wide" head="Family" id="family" search={search} />
            <WordHead className="only-wide number" head="Size" id="size" search={search} />
            {columns.map(column => (
              <MeasureHead attributes={attributes(column)} column={column} key={column.id} search={search} />
            ))}
          </tr>
        </thead>
        {tiersOf(rows, ordinals).map(tier => (
          <tbody key={tier[0]?.entry.checkpoint}>
            {tier.map(row => (
              <tr key={row.entry.checkpoint}>
                <td className="rank">
                  <RankCell ordinals={ordinals} ranked={rankedRows} row={row} />
                </td>
                <IdentityCells row={row} />
                {columns.map(column => (
                  <td className="measure" key={column.id} {...attributes(column)}>
                    <IntervalCell cell={column.cell(row)} column={column} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </WideTable>
  )
}

/** Name, family and size; on a phone the latter two stand beneath the name. */
function IdentityCells({ row: { entry } }: { row: RankedEntry }) {
  const { shape } = entry.summary
  const family = moduleTitle(shape.family)
  const size = parameters(shape.parameters)
  return (
    <>
      <th className="name" scope="row">
        <span className="flex items-center gap-1.5">
          <EvidenceMark />
          <a
            className="truncate hover:underline hover:underline-offset-3"
            title={entry.name}
            href={`/checkpoints/${entry.checkpoint}`}
          >
            {entry.name}
          </a>
        </span>
        <span className="block pl-[17px] tablet:hidden text-[12px] leading-4 font-normal text-ink3">
          {family} · {size}
        </span>
      </th>
      <td className="only-wide text-ink2">{family}</td>
      <td className="only-wide number text-ink2">{size}</td>
    </>
  )
}

/** Rows by tier where tiers are shown, else all of them as one. */
function tiersOf(rows: readonly RankedEntry[], shown: boolean): (readonly RankedEntry[])[] {
  return shown ? [...Map.groupBy(rows, row => row.tier).values()] : [rows]
}

const narrowestLane = 26

/** Lanes grow where few measures leave room: what the identity and the two key columns take is 620 px. */
function laneWidth(measures: readonly BoardColumn[]): number {
  const besideLane = measures.some(({ lane }) => lane === 'change') ? 52 : 46
  return Math.min(180, Math.max(narrowestLane, Math.floor(772 / Math.max(1, measures.length)) - besideLane))
}
