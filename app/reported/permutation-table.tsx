import type { AverageAudit } from '#lib/leaderboard/reported/audit-average'
import type { PermutationChange } from '#lib/leaderboard/reported/audit-changes'
import type { ReportedResult } from '#lib/leaderboard/reported/reported-results'
import { WideTable } from '../components/wide-table'
import { decimal, signed } from '../format/numbers'

interface PermutationTableProps {
  /** Those of Table 1. */
  readonly results: readonly ReportedResult[]
  readonly changes: readonly PermutationChange[]
  readonly averages: readonly AverageAudit[]
}

/** |z| above this is more than two independent runs would differ by chance. */
const notable = 2.5

/** Table 1 as it is printed, each change over its widest error, and what the averages come to. */
export function PermutationTable({ results, changes, averages }: PermutationTableProps) {
  const models = averages.map(({ model }) => model)
  const printed = (model: string, benchmark: string, setting: string) =>
    results.find(one => one.model === model && one.benchmark === benchmark && one.setting === setting)
      ?.printed
  const names = [...new Set(changes.map(({ benchmark }) => benchmark))]
  const ids = [...new Set(results.map(({ benchmark }) => benchmark))]
  return (
    <WideTable label="Table 1: permuted visual tokens">
      <table className="sheet">
        <thead>
          <tr>
            <th rowSpan={2} scope="col">
              Benchmark
            </th>
            {models.map(model => (
              <th className="text-center!" colSpan={3} key={model} scope="colgroup">
                {model}
              </th>
            ))}
          </tr>
          <tr>
            {models.map(model => (
              <Heads key={model} />
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name, at) => (
            <tr key={name}>
              <th className="font-medium" scope="row">
                {name}
              </th>
              {models.map(model => {
                const change = changes.find(one => one.model === model && one.benchmark === name)
                return (
                  <Cells
                    change={change}
                    key={model}
                    original={printed(model, ids[at] ?? '', 'reference')}
                    permuted={printed(model, ids[at] ?? '', 'permuted')}
                  />
                )
              })}
            </tr>
          ))}
          <tr>
            <th className="font-medium" scope="row">
              Average drop, as printed
            </th>
            {averages.map(({ model, printed: average, raw, reproduced }) => (
              <td className="number" colSpan={3} key={model}>
                {decimal(-average, 2)}
                <span className="block type-note">
                  {reproduced
                    ? 'the plain mean, MME in raw points'
                    : `the plain mean, MME in raw points, is ${decimal(-raw, 2)}`}
                </span>
              </td>
            ))}
          </tr>
          <tr>
            <th className="font-medium" scope="row">
              Average drop on one scale
            </th>
            {averages.map(({ model, scaled }) => (
              <td className="number" colSpan={3} key={model}>
                {decimal(-scaled, 2)}
                <span className="block type-note">MME × 100 / 2800</span>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </WideTable>
  )
}

function Heads() {
  return (
    <>
      <th className="number" scope="col">
        As it is
      </th>
      <th className="number" scope="col">
        Permuted
      </th>
      <th className="number" scope="col">
        Change (z)
      </th>
    </>
  )
}

interface CellsProps {
  readonly original: number | undefined
  readonly permuted: number | undefined
  readonly change: PermutationChange | undefined
}

function Cells({ original, permuted, change }: CellsProps) {
  const z = change?.z ?? null
  return (
    <>
      <td className="number text-ink2">{original === undefined ? '–' : decimal(original, 2)}</td>
      <td className="number text-ink2">{permuted === undefined ? '–' : decimal(permuted, 2)}</td>
      <td className={`number ${z !== null && Math.abs(z) > notable ? 'font-semibold' : 'text-ink2'}`}>
        {change === undefined ? '–' : signed(change.difference, 2)}
        {z !== null && <span className="text-ink3"> ({signed(z, 1)})</span>}
      </td>
    </>
  )
}
