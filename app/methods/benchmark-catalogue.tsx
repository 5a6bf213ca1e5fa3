import { benchmarks } from '#lib/benchmarks/index'
import { WideTable } from '../components/wide-table'

/** Every benchmark that can be run, from the catalogue itself. */
export function BenchmarkCatalogue() {
  return (
    <WideTable label="Benchmarks">
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">Benchmark</th>
            <th scope="col">Unit</th>
            <th scope="col">Read by</th>
            <th scope="col">Licence</th>
          </tr>
        </thead>
        <tbody>
          {benchmarks.map(({ id, title, unit, scorer, licence }) => (
            <tr key={id}>
              <th className="font-medium" scope="row">
                {title}
              </th>
              <td className="text-ink2">{unit}</td>
              <td className="type-code text-ink2">{scorer?.id ?? '—'}</td>
              <td className="min-w-44 py-1 text-ink2 whitespace-normal!">{licence.terms}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  )
}
