import type { BenchmarkSummary, Effect, NotScoredBenchmark } from '#lib/domain/run-summary'
import { type Domain, domainOver } from '../charts/scale'
import { Lane } from '../components/lane'
import { Tag } from '../components/tag'
import { WideTable } from '../components/wide-table'
import { decimal, percent, signed } from '../format/numbers'
import { printedScaleOf } from '../format/printed-score'
import { BenchmarkParts } from './benchmark-parts'
import { benchmarkTags } from './benchmark-tags'

/**
 * Every benchmark of the run: its score, and what it loses without the image and with its tokens permuted. One that was
 * answered and not scored says why.
 */
export function BenchmarkTable({
  benchmarks,
  notScored,
}: {
  benchmarks: readonly BenchmarkSummary[]
  notScored: readonly NotScoredBenchmark[]
}) {
  const domain = changeDomain(benchmarks)
  return (
    <WideTable label="Benchmarks">
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">Benchmark</th>
            <th className="number max-tablet:hidden" scope="col">
              Items
            </th>
            <th className="number" scope="col">
              Score
            </th>
            <th className="number" scope="col">
              95 %
            </th>
            <th className="number" scope="col">
              No image, pp
            </th>
            <th className="number" scope="col">
              Permuted, pp
            </th>
            <th className="number max-tablet:hidden" scope="col">
              Answers changed
            </th>
            <th className="number max-tablet:hidden" scope="col">
              Unread
            </th>
            <th className="max-tablet:hidden" scope="col">
              Reading when permuted
            </th>
          </tr>
        </thead>
        {benchmarks.map(benchmark => (
          <tbody key={`${benchmark.edition} ${benchmark.scorer}`}>
            <BenchmarkRow benchmark={benchmark} domain={domain} />
            <tr className="folded">
              <td colSpan={9}>
                <BenchmarkParts benchmark={benchmark} />
              </td>
            </tr>
          </tbody>
        ))}
        <tbody>
          {notScored.map(({ edition, title, items, scorer, reason }) => (
            <tr key={`${edition} ${scorer}`}>
              <th className="font-medium" scope="row">
                {title}
              </th>
              <td className="number text-ink2 max-tablet:hidden">{decimal(items, 0)}</td>
              <td className="text-ink2" colSpan={7}>
                not scored: {reason}
                <span className="type-code pl-3 text-ink3 max-tablet:hidden">{scorer}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  )
}

function BenchmarkRow({ benchmark, domain }: { benchmark: BenchmarkSummary; domain: Domain }) {
  const { title, items, unit, score, smallSample } = benchmark
  const scale = printedScaleOf(benchmark)
  const permuted = effectOf(benchmark, 'permuted')
  return (
    <tr>
      <th className="font-medium" scope="row">
        {title}
      </th>
      <td className="number text-ink2 max-tablet:hidden">
        {unit === 'items' ? decimal(items, 0) : `${decimal(score.n, 0)} ${unit}`}
      </td>
      <td className={`number ${smallSample ? 'text-ink2' : 'font-[550]'}`}>{scale.print(score.value)}</td>
      <td className="number text-ink3">{scale.printWidth(score.low, score.high)}</td>
      <td className="number">
        <ChangeCell domain={domain} effect={effectOf(benchmark, 'no-image')} />
      </td>
      <td className="number">
        <ChangeCell domain={domain} effect={permuted} />
      </td>
      <td className="number text-ink2 max-tablet:hidden">
        {permuted ? percent(permuted.changedAnswers) : '–'}
      </td>
      <td className="number text-ink2 max-tablet:hidden">{percent(benchmark.unparsedRate)}</td>
      <td className="whitespace-normal text-ink2 max-tablet:hidden">
        <span className="flex flex-wrap gap-x-3">
          {permuted?.change.reading}
          {benchmarkTags(benchmark).map(({ word, reason }) => (
            <Tag key={word} reason={reason} word={word} />
          ))}
        </span>
      </td>
    </tr>
  )
}

function ChangeCell({ effect, domain }: { effect: Effect | undefined; domain: Domain }) {
  if (!effect) return <span className="cell-word">not run</span>
  const { pp, low, high, verdict } = effect.change
  const significant = verdict === 'lower' || verdict === 'higher'
  return (
    <span className="cell">
      <span className={significant ? undefined : 'text-ink3'}>
        {signed(pp, 1)}
        <span className="sr-only">
          , {signed(low, 1)} to {signed(high, 1)}
        </span>
      </span>
      <span className="contents max-tablet:hidden" style={{ '--lane': '96px' }}>
        <Lane
          domain={domain}
          floor={null}
          high={high}
          kind="change"
          low={low}
          mark={significant ? verdict : 'plain'}
          value={pp}
        />
      </span>
    </span>
  )
}

function changeDomain(benchmarks: readonly BenchmarkSummary[]): Domain {
  const changes = benchmarks.flatMap(benchmark =>
    ['no-image', 'permuted'].flatMap(setting => effectOf(benchmark, setting)?.change ?? []),
  )
  return domainOver([0, ...changes.flatMap(({ low, high }) => [low, high])], { low: -100, high: 100 })
}

function effectOf({ effects }: BenchmarkSummary, setting: string): Effect | undefined {
  return effects.find(effect => effect.setting === setting)
}
