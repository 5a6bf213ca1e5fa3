import type { FigureMap } from '#lib/domain/finding'
import { valueInFull } from '../format/figures'
import { between, decimal } from '../format/numbers'

/** A screen, not a claim: cells by Benjamini and Hochberg at 10 % (measurement 2.10). */
const screened = 0.1

/** The groups of visual tokens where they lie in the picture, darker where the value is larger, each with its number. */
export function GroupMap({ map, on }: { map: FigureMap; on: string }) {
  const { name, cells, columns, unit } = map
  const values = cells.map(({ value }) => value)
  const low = Math.min(...values)
  const high = Math.max(...values)
  const rows = Array.from({ length: cells.length / columns }, (_, row) =>
    cells.slice(row * columns, (row + 1) * columns),
  )
  return (
    <table className="group-map figures">
      <caption className="pb-1.5 text-left type-note">
        {on}: {name}, %; {between(low, high, 1)}
      </caption>
      <tbody>
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a place in the picture is what a row is
          <tr key={at}>
            {row.map((cell, column) => (
              <td
                className={cell.p !== null && cell.p < screened ? 'font-semibold' : undefined}
                // biome-ignore lint/suspicious/noArrayIndexKey: and so is a place in a row
                key={column}
                style={{ '--share': `${shade(cell.value, low, high)}%` }}
                title={valueInFull(cell, unit)}
              >
                {decimal(cell.value, 0)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Percent of the darkest shade. Rounding must not pass 100, which is no colour at all. */
function shade(value: number, low: number, high: number): number {
  return high > low ? Math.min(100, (100 * (value - low)) / (high - low)) : 0
}
