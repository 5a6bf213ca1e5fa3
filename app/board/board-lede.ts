import type { Board } from '#lib/leaderboard/rank-entries'
import { referenceProbe } from '#lib/probes/reference'
import { counted, ratio, sentence } from '../format/numbers'

/** What stands on the board and how it is ordered, from the board's own cells. */
export function boardLede({ rows, reliability }: Board): string {
  if (rows.length === 0)
    return 'Vision-language checkpoints, asked with their sight disturbed in known ways, and scored item by item.'
  const benchmarks = rows.flatMap(({ entry }) => entry.summary.benchmarks)
  const editions = new Set(benchmarks.map(({ edition }) => edition)).size
  const probes = new Set([
    ...benchmarks.flatMap(({ effects }) => effects.map(({ probe }) => probe)),
    ...rows.flatMap(({ entry }) => entry.summary.findings.map(({ probe }) => probe)),
  ])
  probes.delete(referenceProbe.id)
  const what = `${sentence(counted(rows.length, 'checkpoint'))} on ${counted(editions, 'benchmark')} under ${counted(probes.size, 'probe')}, scored item by item.`
  if (rows.length === 1) return what
  const order = 'Ordered by mean score above chance; checkpoints that the data cannot separate share a rank.'
  return reliability === null
    ? `${what} ${order}`
    : `${what} ${order} Order reliability ${ratio(reliability)}.`
}
