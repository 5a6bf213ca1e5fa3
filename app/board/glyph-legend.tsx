import type { RankedEntry } from '#lib/leaderboard/rank-entries'
import { EvidenceMark } from '../components/evidence-mark'
import type { BoardColumn } from './board-column'

/** How to read a cell. The number is the row's own; the drawing is a scheme. */
export function GlyphLegend({ row, column }: { row: RankedEntry; column: BoardColumn }) {
  const cell = column.cell(row)
  const number = cell.kind === 'estimate' ? cell.text : ''
  return (
    <div className="mt-6 flex flex-wrap items-center gap-x-14 gap-y-5 type-note">
      <div className="flex items-center gap-6">
        <span aria-hidden="true" className="figures text-[27px] leading-none tracking-[-0.01em] text-ink">
          {number}
        </span>
        <svg
          aria-label="In a cell: a dotted line is the guess floor, the tick is the score, the bar its 95 % interval."
          className="chart"
          height="88"
          role="img"
          width="192"
        >
          <text x="2" y="10">
            guess floor
          </text>
          <text textAnchor="end" x="190" y="10">
            score, 95 % interval
          </text>
          <path className="threshold" d="M16.5 20V72" />
          <path d="M126 18V28" stroke="var(--color-whisk)" />
          <rect fill="var(--color-whisk)" height="4" width="84" x="84" y="44" />
          <rect fill="var(--color-ink)" height="24" width="4" x="124" y="34" />
          <path className="grid" d="M0 72.5H190" />
          <text y="85">lowest shown</text>
          <text textAnchor="end" x="190" y="85">
            highest
          </text>
        </svg>
      </div>
      <ul className="grid gap-2">
        <li className="flex items-center gap-2 text-ink2">
          <EvidenceMark />
          <span>verified: run here, every item on file</span>
        </li>
        <li className="flex items-center gap-2">
          <svg aria-hidden="true" className="flex-none" height="10" width="11">
            <rect fill="var(--color-vrfill)" height="8" width="8" y="1" />
            <rect fill="var(--color-accent)" height="10" width="1.8" x="7" />
          </svg>
          <span>
            <a className="term cursor-pointer text-ink2" href="/methods#visual-reliance">
              visual reliance
            </a>
            : what is lost without the image
          </span>
        </li>
        <li className="flex items-center gap-2">
          <svg aria-hidden="true" className="flex-none" height="10" width="11">
            <rect
              fill="none"
              height="3"
              stroke="var(--color-whisk)"
              strokeDasharray="2 1.5"
              width="10"
              x="0.5"
              y="3.5"
            />
          </svg>
          <span>dashed: fewer than 30 clusters; (in brackets): not interpretable</span>
        </li>
      </ul>
    </div>
  )
}
