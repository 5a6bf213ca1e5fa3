import type { BenchmarkSummary } from '#lib/domain/run-summary'
import { listed } from '../format/numbers'
import { type MetricGroup, metricGroups } from './metric-groups'

/** Folded under a benchmark's row: who made its number, and the numbers the field prints beside it. */
export function BenchmarkParts({ benchmark }: { benchmark: BenchmarkSummary }) {
  const { title, scorer, promptProfile, judge } = benchmark
  const groups = metricGroups(benchmark)
  return (
    <details className="disclosure disclosure-quiet">
      <summary>
        {groups.length > 0 ? 'Parts and scorer' : 'Scorer'}
        <span className="sr-only"> of {title}</span>
      </summary>
      <div className="parts">
        <p className="type-note">
          Read by <span className="type-code text-ink2">{scorer}</span>, asked as{' '}
          <span className="type-code text-ink2">{promptProfile}</span>
          {judge && (
            <>
              , graded by <span className="type-code text-ink2">{listed(judge.models)}</span> in the wording{' '}
              <span className="type-code text-ink2">{judge.prompt}</span>
            </>
          )}
          .
        </p>
        {groups.map(group => (
          <Group group={group} key={group.title} />
        ))}
      </div>
    </details>
  )
}

function Group({ group: { title, unit, metrics } }: { group: MetricGroup }) {
  return (
    <div className="parts-group">
      <h3 className="type-label">
        {title}, {unit}
      </h3>
      <dl>
        {metrics.map(({ id, name, value, n }) => (
          <div key={id}>
            <dt>{name}</dt>
            <dd>
              {value}
              <span className="inline-block min-w-15 pl-2 text-[11px] text-ink3">n {n}</span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
