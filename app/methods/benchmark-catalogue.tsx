import { benchmarks } from '#lib/benchmarks/index'
import { isJudged } from '#lib/scorers/scorer'
import { WideTable } from '../components/wide-table'
import { askedWords, chanceWords, licenceWords } from './catalogue-words'

/** Every benchmark that can be run, from the catalogue itself. On a phone each row is a block of labelled lines. */
export function BenchmarkCatalogue() {
  return (
    <WideTable label="Benchmarks">
      <table className="sheet stacked">
        <caption className="sr-only">Benchmarks</caption>
        <thead>
          <tr>
            <th scope="col">Benchmark</th>
            <th scope="col">Unit</th>
            <th scope="col">Asked</th>
            <th scope="col">Read by</th>
            <th scope="col">Chance</th>
            <th scope="col">Licence, and what this site shows</th>
          </tr>
        </thead>
        <tbody>
          {benchmarks.map(benchmark => {
            const { id, title, unit, ranked, scorer, profiles, licence } = benchmark
            return (
              <tr key={id}>
                <th className="tablet:whitespace-nowrap!" scope="row">
                  <span className="font-medium">{title}</span>
                  {!ranked && <span className="block type-note">one probe, not ranked</span>}
                </th>
                <td data-head="Unit">{unit}</td>
                <td data-head="Asked">
                  {askedWords(benchmark)}
                  {scorer && <span className="block type-note">{profiles[0]}</span>}
                </td>
                <td data-head="Read by">
                  {scorer ? <span className="type-code tablet:whitespace-nowrap">{scorer.id}</span> : '–'}
                  {scorer && isJudged(scorer) && <span className="block type-note">asks a judge</span>}
                </td>
                <td className="figures tablet:whitespace-nowrap!" data-head="Chance">
                  {scorer ? chanceWords(benchmark) : '–'}
                </td>
                <td data-head="Licence">
                  {licence.terms}
                  <span className="block type-note">{licenceWords(licence)}</span>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </WideTable>
  )
}
