import { isNotEnough } from '#lib/domain/not-enough-data'
import type { BenchmarkSummary, Effect } from '#lib/domain/run-summary'
import { WideTable } from '../components/wide-table'
import { between, decimal, probability, ratio, signed } from '../format/numbers'
import { printedScaleOf } from '../format/printed-score'
import { settingWords } from '../format/settings'

interface EffectRow {
  readonly benchmark: BenchmarkSummary
  readonly effect: Effect
}

/** The table behind a chart of changes: every number that the drawing stands for. */
export function EffectsData({ rows }: { rows: readonly EffectRow[] }) {
  return (
    <details className="disclosure">
      <summary>Data</summary>
      <WideTable label="Data of the chart">
        <table className="sheet figures">
          <thead>
            <tr>
              <th scope="col">Benchmark</th>
              <th scope="col">Condition</th>
              <th className="number" scope="col">
                Seeds
              </th>
              <th className="number" scope="col">
                Unprobed
              </th>
              <th className="number" scope="col">
                Probed
              </th>
              <th className="number" scope="col">
                95 % CI
              </th>
              <th className="number" scope="col">
                Change, pp
              </th>
              <th className="number" scope="col">
                95 % CI
              </th>
              <th className="number" scope="col">
                p, Holm
              </th>
              <th className="number" scope="col">
                MDE, pp
              </th>
              <th className="number" scope="col">
                Seed SD, pp
              </th>
              <th className="number" scope="col">
                Retention
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <EffectDataRow key={`${row.benchmark.edition} ${row.effect.setting}`} {...row} />
            ))}
          </tbody>
        </table>
      </WideTable>
    </details>
  )
}

function EffectDataRow({ benchmark, effect }: EffectRow) {
  const { setting, seeds, reference, perturbed, change, seedSdPp, retention } = effect
  const scale = printedScaleOf(benchmark)
  return (
    <tr>
      <th scope="row">{benchmark.title}</th>
      <td>{settingWords(setting).short}</td>
      <td className="number">{seeds}</td>
      <td className="number">{scale.print(reference.value)}</td>
      <td className="number">{scale.print(perturbed.value)}</td>
      <td className="number">
        {scale.print(perturbed.low)} to {scale.print(perturbed.high)}
      </td>
      <td className="number">{signed(change.pp, 1)}</td>
      <td className="number">{between(change.low, change.high, 1)}</td>
      <td className="number">{probability(change.p)}</td>
      <td className="number">{decimal(change.detectablePp, 1)}</td>
      <td className="number">{seedSdPp === null ? '–' : decimal(seedSdPp, 1)}</td>
      <td className="number">{retentionText(retention)}</td>
    </tr>
  )
}

function retentionText(retention: Effect['retention']): string {
  if (retention === null) return 'n/a'
  return isNotEnough(retention)
    ? `n/a: ${retention.have} of ${retention.need} ${retention.what}`
    : ratio(retention.value)
}
