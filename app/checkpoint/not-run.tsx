import type { NotRun as Reason } from '#lib/domain/not-run'
import type { RunSummary } from '#lib/domain/run-summary'
import { listed } from '../format/numbers'
import { probeWords } from '../format/probes'

/** What the suite has and this run could not do: one line a probe and reason, where numbers would stand. */
export function NotRun({ notRun, benchmarks }: Pick<RunSummary, 'notRun' | 'benchmarks'>) {
  const titles = new Map(benchmarks.map(({ benchmark, title }) => [benchmark, title]))
  const lines = Map.groupBy(notRun, ({ probe, reason }) => `${probe} ${reason.message}`)
  return (
    <ul className="border-t-[1.5px] border-strong type-interface">
      {[...lines.values()].map(same => {
        const [{ probe, reason }] = same
        return (
          <li className="border-b border-rule2 py-2" key={`${probe} ${reason.message}`}>
            <span className="font-medium">{probeWords(probe).title}</span>
            {placesOf(same, titles)}: <span className="text-ink2">{reason.message}</span>
          </li>
        )
      })}
    </ul>
  )
}

function placesOf(same: readonly Reason[], titles: ReadonlyMap<string, string>): string {
  const on = same.flatMap(({ benchmark }) => (benchmark === null ? [] : [titles.get(benchmark) ?? benchmark]))
  return on.length === 0 ? '' : ` on ${listed(on)}`
}
