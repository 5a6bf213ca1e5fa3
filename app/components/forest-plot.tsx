import type { BenchmarkSummary, Effect } from '#lib/domain/run-summary'
import { type Domain, domainOver, linearScale, ticks } from '../charts/scale'
import { decimal, halfWidth, signed } from '../format/numbers'
import { settingWords } from '../format/settings'

/** In the order of the rows: the control without the image last, since the others are read against it. */
const shown = ['permuted', 'reversed', 'no-image']

/** The effects of a benchmark that the plot has a row for. */
export function forestEffects({ effects }: BenchmarkSummary): Effect[] {
  return shown.flatMap(setting => effects.find(effect => effect.setting === setting) ?? [])
}

/** Changes in percentage points against the same items unprobed: one group a benchmark, one scale for all. */
export function ForestPlot({ benchmarks }: { benchmarks: readonly BenchmarkSummary[] }) {
  const changes = benchmarks.flatMap(forestEffects).map(({ change }) => change)
  const bounds = { low: -100, high: 100 }
  const domain = domainOver([0, ...changes.flatMap(({ low, high }) => [low, high])], bounds, 5)
  const place = linearScale(domain, 0, 100)
  return (
    <div className="forest border-t border-rule">
      <div className="forest-row py-1 type-label">
        <span />
        <span aria-hidden="true" className="relative block h-4 figures text-[11px] text-ink3">
          {ticks(domain, 5).map(tick => (
            <span className="absolute -translate-x-1/2" key={tick} style={{ left: `${place(tick)}%` }}>
              {decimal(tick, 0)}
            </span>
          ))}
        </span>
        <span className="text-right">change, pp</span>
      </div>
      {benchmarks.map(benchmark => (
        <section className="border-t border-rule2 py-1" key={benchmark.edition}>
          <h3 className="type-label font-medium">{benchmark.title}</h3>
          <ul>
            {forestEffects(benchmark).map(effect => (
              <ForestRow domain={domain} effect={effect} key={effect.setting} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

const tones = { lower: 'is-lower', higher: 'is-higher', equivalent: '', 'not-detected': '' } as const

function ForestRow({ effect, domain }: { effect: Effect; domain: Domain }) {
  const { pp, low, high, verdict } = effect.change
  const place = linearScale(domain, 0, 100)
  const significant = verdict === 'lower' || verdict === 'higher'
  return (
    <li className="forest-row type-interface">
      <span className="pl-3 text-ink2">{settingWords(effect.setting).short}</span>
      <svg aria-hidden="true" className={`axis-plot forest-lane ${tones[verdict]}`}>
        {ticks(domain, 5).map(tick => (
          <line
            className={tick === 0 ? 'zero' : 'grid'}
            key={tick}
            x1={`${place(tick)}%`}
            x2={`${place(tick)}%`}
            y2="100%"
          />
        ))}
        <rect className="whisker" width={`${place(high) - place(low)}%`} x={`${place(low)}%`} />
        <circle className="dot" cx={`${place(pp)}%`} cy="50%" r="4.4" />
      </svg>
      <span className={`figures text-right ${significant ? 'font-[550]' : 'text-ink3'}`}>
        {signed(pp, 1)} <span className="font-normal text-ink3">{halfWidth(low, high, 1)}</span>
      </span>
    </li>
  )
}
