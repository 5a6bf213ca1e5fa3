import type { BenchmarkSummary } from '#lib/domain/run-summary'
import { domainOver } from '../charts/scale'
import { Lane } from '../components/lane'
import { between, decimal } from '../format/numbers'

/** Scores by the benchmark's own categories, on one scale of percent. */
export function CategoryTable({ benchmark }: { benchmark: BenchmarkSummary }) {
  const { categories, guessFloor, title } = benchmark
  const seen = categories.flatMap(({ score }) => [100 * score.low, 100 * score.high])
  const domain = domainOver([100 * guessFloor, ...seen], { low: 0, high: 100 })
  return (
    <table className="sheet">
      <caption className="pb-1.5 text-left type-interface font-medium">{title}</caption>
      <thead>
        <tr>
          <th scope="col">Category</th>
          <th className="number" scope="col">
            Items
          </th>
          <th className="number" scope="col">
            Score, %
          </th>
        </tr>
      </thead>
      <tbody>
        {categories.map(({ category, items, score }) => (
          <tr key={category}>
            <th className="whitespace-normal" scope="row">
              {category.replaceAll('_', ' ')}
            </th>
            <td className="number text-ink2">{decimal(items, 0)}</td>
            <td className="number">
              <span className="cell" style={{ '--lane': '96px' }}>
                <span>
                  {decimal(100 * score.value, 1)}
                  <span className="sr-only">, {between(100 * score.low, 100 * score.high, 1)}</span>
                </span>
                <Lane
                  domain={domain}
                  floor={guessFloor > 0 ? 100 * guessFloor : null}
                  high={100 * score.high}
                  kind="score"
                  low={100 * score.low}
                  mark={score.clusters < 30 ? 'small' : 'plain'}
                  value={100 * score.value}
                />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
