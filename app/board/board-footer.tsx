import type { BoardEntry } from '#lib/domain/board-entry'
import { SiteFooter } from '../components/site-footer'
import { listed } from '../format/numbers'

/** Which engine and suite the numbers come from. */
export function BoardFooter({ entries }: { entries: readonly BoardEntry[] }) {
  const engines = distinct(entries.map(({ summary }) => summary.engine.version))
  const suites = distinct(entries.map(({ summary }) => summary.suite))
  if (entries.length === 0) return <SiteFooter />
  return (
    <SiteFooter>
      Engine {listed(engines)} · suite {listed(suites)} · every number is recomputable from the answers on
      file ·{' '}
      <a className="link" href="/api/board">
        this board as JSON
      </a>
    </SiteFooter>
  )
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort()
}
