import type { RunListing } from '#lib/db/queries/list-runs'
import { ProgressBar } from '../components/progress-bar'
import { SectionHead } from '../components/section-head'
import { moment } from '../format/dates'
import { decimal } from '../format/numbers'
import { runStateWords } from '../submission/state-words'

const shownAtMost = 12

/** The latest submissions with their state. Nothing before the first. */
export function RecentRuns({ runs }: { runs: readonly RunListing[] }) {
  if (runs.length === 0) return null
  return (
    <section className="mt-9">
      <SectionHead title="Latest submissions" />
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th className="max-tablet:hidden" scope="col">
              Submitted
            </th>
            <th className="number max-tablet:hidden" scope="col">
              Items
            </th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {runs.slice(0, shownAtMost).map(({ submission, name, createdAt, items, itemsDone, state }) => (
            <tr key={submission}>
              <th className="max-w-80 truncate font-medium" scope="row">
                <a className="hover:underline hover:underline-offset-3" href={`/submissions/${submission}`}>
                  {name}
                </a>
              </th>
              <td className="figures text-ink2 max-tablet:hidden">{moment(createdAt)}</td>
              <td className="number text-ink2 max-tablet:hidden">
                {items > 0 && `${decimal(itemsDone, 0)} of ${decimal(items, 0)}`}
              </td>
              <td>
                <ProgressBar done={itemsDone} state={state} total={items} word={runStateWords[state]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
