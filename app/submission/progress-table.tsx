import { ProgressBar } from '../components/progress-bar'
import { about, ago } from '../format/dates'
import { decimal } from '../format/numbers'
import type { BenchmarkProgress } from './benchmark-progress'
import type { SliceState } from './state-words'

const words: Readonly<Record<SliceState, string>> = {
  waiting: 'waits',
  running: 'running',
  retrying: 'tried again',
  done: 'done',
  failed: 'stopped',
}

/** One row a benchmark: how far, on which attempt, by whom, and when it was last heard of. */
export function ProgressTable({ rows, now }: { rows: readonly BenchmarkProgress[]; now: Date }) {
  return (
    <table className="sheet">
      <thead>
        <tr>
          <th scope="col">Benchmark</th>
          <th scope="col">Progress</th>
          <th className="number" scope="col">
            Items
          </th>
          <th className="number max-tablet:hidden" scope="col">
            Attempt
          </th>
          <th className="max-tablet:hidden" scope="col">
            Worker
          </th>
          <th className="number" scope="col">
            Heartbeat
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.key}>
            <th className="font-medium" scope="row">
              {row.title}
            </th>
            <td>
              <ProgressBar
                done={row.itemsDone}
                note={noteOf(row)}
                state={row.state}
                total={row.items}
                word={words[row.state]}
              />
            </td>
            <td className="number text-ink2">
              {row.items === 0 ? '–' : `${decimal(row.itemsDone, 0)} of ${decimal(row.items, 0)}`}
            </td>
            <td className="number text-ink2 max-tablet:hidden">{row.attempt === 0 ? '–' : row.attempt}</td>
            <td className="text-ink2 max-tablet:hidden">{row.workers.join(', ') || '–'}</td>
            <td className="number text-ink2">
              {row.heartbeatAt && row.state !== 'done' ? ago(row.heartbeatAt, now) : '–'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function noteOf(row: BenchmarkProgress): string | undefined {
  const left = row.secondsLeft === null ? undefined : `${about(row.secondsLeft)} left`
  return [attemptNote(row), left].filter(part => part !== undefined).join(', ') || undefined
}

function attemptNote({ attempt, state }: BenchmarkProgress): string | undefined {
  if (attempt < 2 || state === 'done') return undefined
  return attempt === 2 ? '2nd try' : attempt === 3 ? '3rd try' : `${attempt}th try`
}
