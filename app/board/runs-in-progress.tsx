import type { RunListing } from '#lib/db/queries/list-runs'
import { counted, decimal, sentence } from '../format/numbers'

const shownAtMost = 5

/** Which runs will add or renew a row, with how far they are. Nothing when none is under way. */
export function RunsInProgress({ runs }: { runs: readonly RunListing[] }) {
  const active = runs.filter(
    ({ state }) => state === 'queued' || state === 'preparing' || state === 'running',
  )
  if (active.length === 0) return null
  return (
    <p className="mb-4 type-interface text-ink2">
      {sentence(counted(active.length, 'run'))} in progress:{' '}
      {active.slice(0, shownAtMost).map((run, index) => (
        <span key={run.submission}>
          {index > 0 && ', '}
          <a className="link" href={`/submissions/${run.submission}`}>
            {run.name}
          </a>{' '}
          <span className="figures text-ink3">{progress(run)}</span>
        </span>
      ))}
      {active.length > shownAtMost && ` and ${active.length - shownAtMost} more`}.
    </p>
  )
}

function progress({ items, itemsDone }: RunListing): string {
  return items === 0 ? 'waits' : `${decimal((100 * itemsDone) / items, 0)}\u2009%`
}
