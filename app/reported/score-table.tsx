import { benchmarks as catalogue } from '#lib/benchmarks/index'
import type { ReportedResult } from '#lib/leaderboard/reported/reported-results'
import { WideTable } from '../components/wide-table'
import { decimal } from '../format/numbers'

interface ScoreTableProps {
  readonly label: string
  /** Those of one table of the paper. */
  readonly results: readonly ReportedResult[]
  /** What stands behind a benchmark's name in a column, by setting; a setting without one has no column. */
  readonly settings: Readonly<Record<string, string>>
}

/** Printed scores: one row a model, one column a benchmark and setting. */
export function ScoreTable({ label, results, settings }: ScoreTableProps) {
  const models = [...new Set(results.map(({ model }) => model))]
  const benchmarks = [...new Set(results.map(({ benchmark }) => benchmark))]
  const columns = benchmarks.flatMap(benchmark =>
    Object.entries(settings).map(([setting, words]) => ({ benchmark, setting, words })),
  )
  return (
    <WideTable label={label}>
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">Model</th>
            {columns.map(({ benchmark, setting, words }) => (
              <th className="number" key={`${benchmark} ${setting}`} scope="col">
                {titleOf(benchmark)}
                {words !== '' && <span className="block font-normal text-ink3">{words}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {models.map(model => (
            <tr key={model}>
              <th className="font-medium" scope="row">
                {model}
              </th>
              {columns.map(({ benchmark, setting }) => {
                const found = results.find(
                  one =>
                    one.model === model && one.benchmark === benchmark && one.setting.startsWith(setting),
                )
                return (
                  <td className="number text-ink2" key={`${benchmark} ${setting}`}>
                    {found ? decimal(found.printed, 1) : '–'}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  )
}

function titleOf(benchmark: string): string {
  return catalogue.find(({ id }) => id === benchmark)?.title ?? benchmark
}
