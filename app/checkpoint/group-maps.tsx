import type { FigureMap, MeasuredValue } from '#lib/domain/finding'
import { WideTable } from '../components/wide-table'
import { figureError, figureInterval, figureText, readingsText, tagWords } from '../format/figures'
import { probability } from '../format/numbers'
import { GroupMap } from './group-map'

interface MapOn {
  /** Title of the benchmark. */
  readonly on: string
  readonly map: FigureMap
}

/** The maps of one probe, and folded under them every number that they stand for. @param title of the probe. */
export function GroupMaps({ title, maps }: { title: string; maps: readonly MapOn[] }) {
  if (maps.length === 0) return null
  const tested = maps.some(({ map }) => map.cells.some(({ p }) => p !== null))
  return (
    <div className="pt-1 pb-3">
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        {maps.map(({ on, map }) => (
          <GroupMap key={`${on} ${map.name}`} map={map} on={on} />
        ))}
      </div>
      {tested && (
        <p className="mt-1 type-note">
          Bold: unlike the mean of its map (Benjamini and Hochberg at 10 %: a screen).
        </p>
      )}
      <details className="disclosure">
        <summary>Every group, with its interval</summary>
        <WideTable label={`${title}, every group`}>
          <table className="sheet figures">
            <thead>
              <tr>
                <th scope="col">Row, column</th>
                <th className="number" scope="col">
                  Value
                </th>
                <th className="number" scope="col">
                  95 % CI
                </th>
                <th className="number" scope="col">
                  SE
                </th>
                <th className="number" scope="col">
                  p, adjusted
                </th>
                <th scope="col">Beside it</th>
              </tr>
            </thead>
            {maps.map(one => (
              <MapRows key={`${one.on} ${one.map.name}`} {...one} />
            ))}
          </table>
        </WideTable>
      </details>
    </div>
  )
}

function MapRows({ on, map: { name, unit, columns, cells } }: MapOn) {
  return (
    <tbody>
      <tr>
        <th className="text-ink2" colSpan={6} scope="rowgroup">
          {on}: {name}
        </th>
      </tr>
      {cells.map((cell, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a place in the picture is what a row is
        <tr key={at}>
          <th scope="row">
            {1 + Math.floor(at / columns)}, {1 + (at % columns)}
          </th>
          <td className="number">{figureText({ ...cell, unit })}</td>
          <td className="number text-ink2">{figureInterval({ ...cell, unit })}</td>
          <td className="number text-ink2">{figureError({ ...cell, unit })}</td>
          <td className="number text-ink2">{cell.p === null ? '' : probability(cell.p)}</td>
          <td className="text-ink2">{besideIt(cell)}</td>
        </tr>
      ))}
    </tbody>
  )
}

function besideIt({ tags, readings }: MeasuredValue): string {
  return [
    ...tags.map(tag => tagWords[tag].word),
    ...(readings.length > 0 ? [readingsText(readings)] : []),
  ].join('; ')
}
