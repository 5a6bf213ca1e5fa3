import { probes } from '#lib/probes/index'
import { WideTable } from '../components/wide-table'

/** Every probe, with the place in the paper it is taken from. */
export function ProbeCatalogue() {
  return (
    <WideTable label="Probes">
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">Probe</th>
            <th scope="col">Id, version</th>
            <th scope="col">In arXiv 2410.04751</th>
          </tr>
        </thead>
        <tbody>
          {probes.map(({ id, version, title, paper }) => (
            <tr key={id}>
              <th className="font-medium" scope="row">
                {title}
              </th>
              <td className="type-code text-ink2">
                {id}, {version}
              </td>
              <td className="text-ink2">{paper}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  )
}
