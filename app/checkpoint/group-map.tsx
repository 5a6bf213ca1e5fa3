import type { FigureMap } from '#lib/domain/finding'
import { between, decimal } from '../format/numbers'

/** The groups of visual tokens where they lie in the picture, darker where the value is larger, each with its number. */
export function GroupMap({ map, on }: { map: FigureMap; on: string }) {
  const { name, values, columns } = map
  const low = Math.min(...values)
  const high = Math.max(...values)
  const rows = Array.from({ length: values.length / columns }, (_, row) =>
    values.slice(row * columns, (row + 1) * columns),
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
            {row.map((value, column) => (
              <td
                // biome-ignore lint/suspicious/noArrayIndexKey: and so is a place in a row
                key={column}
                style={{ '--share': `${high > low ? (100 * (value - low)) / (high - low) : 0}%` }}
              >
                {decimal(value, 0)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
