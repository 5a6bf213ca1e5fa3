import type { Figure, Finding } from '#lib/domain/finding'
import type { RunSummary } from '#lib/domain/run-summary'
import { Tag } from '../components/tag'
import { WideTable } from '../components/wide-table'
import { figureError, figureInterval, figureText, readingsText, tagWords } from '../format/figures'
import { counted, decimal, probability } from '../format/numbers'
import { probeWords } from '../format/probes'
import { GroupMaps } from './group-maps'

/** Rows that are shown at once; the rest is folded. */
const shownRows = 6

/** Probe by probe what was found that is more than a change of means. */
export function ProbeFindings({ findings, benchmarks }: Pick<RunSummary, 'findings' | 'benchmarks'>) {
  const titles = new Map(benchmarks.map(({ benchmark, title }) => [benchmark, title]))
  const byProbe = Map.groupBy(findings, ({ probe }) => probe)
  return (
    <div className="columns-figures">
      {[...byProbe].map(([probe, own]) => {
        const { title, paper } = probeWords(probe)
        return (
          <section key={probe}>
            <h3 className="type-interface font-medium">
              {title} <span className="type-note">{paper}</span>
            </h3>
            <GroupMaps
              title={title}
              maps={own.flatMap(finding => finding.maps.map(map => ({ on: titleOf(finding, titles), map })))}
            />
            <FigureTable findings={own} title={title} titles={titles} />
          </section>
        )
      })}
    </div>
  )
}

interface FigureTableProps {
  readonly title: string
  readonly findings: readonly Finding[]
  readonly titles: ReadonlyMap<string, string>
}

function FigureTable({ title, findings, titles }: FigureTableProps) {
  const rows = findings.flatMap(finding =>
    finding.figures.map(figure => ({ on: titleOf(finding, titles), figure })),
  )
  const folded = rows.slice(shownRows)
  if (rows.length === 0) return null
  return (
    <>
      <FigureRows label={title} rows={rows.slice(0, shownRows)} />
      {folded.length > 0 && (
        <details className="disclosure">
          <summary>{counted(folded.length, 'more figure')}</summary>
          <FigureRows label={`${title}, further figures`} rows={folded} />
        </details>
      )}
    </>
  )
}

function FigureRows({
  label,
  rows,
}: {
  label: string
  rows: readonly { readonly on: string; readonly figure: Figure }[]
}) {
  return (
    <WideTable label={label}>
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th className="max-tablet:hidden" scope="col">
              On
            </th>
            <th className="number" scope="col">
              Value
            </th>
            <th className="number" scope="col">
              95 % CI
            </th>
            <th className="number" scope="col">
              Units
            </th>
            <th className="number" scope="col">
              p
            </th>
          </tr>
        </thead>
        <tbody className="figures">
          {rows.map(({ on, figure }) => (
            <tr key={`${on} ${figure.name}`}>
              <th className="min-w-36 whitespace-normal" scope="row">
                {figure.name}
                <span className="block type-note tablet:hidden">{on}</span>
                {figure.tags.map(tag => (
                  <span className="block" key={tag}>
                    <Tag {...tagWords[tag]} />
                  </span>
                ))}
                {figure.readings.length > 0 && (
                  <span className="block type-note">{readingsText(figure.readings)}</span>
                )}
              </th>
              <td className="text-ink2 max-tablet:hidden">{on}</td>
              <td className="number">{figureText(figure)}</td>
              <td
                className="number text-ink2"
                title={figure.se === null ? undefined : `SE ${figureError(figure)}`}
              >
                {figureInterval(figure)}
              </td>
              <td className="number text-ink2">{figure.n === null ? '' : decimal(figure.n, 0)}</td>
              <td className="number text-ink2">{figure.p === null ? '' : probability(figure.p)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  )
}

function titleOf({ benchmark }: Finding, titles: ReadonlyMap<string, string>): string {
  return benchmark === null ? 'all' : (titles.get(benchmark) ?? benchmark)
}
