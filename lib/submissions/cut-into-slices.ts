import { randomUUID } from 'node:crypto'
import { benchmarkById } from '../benchmarks'
import { isJudgedUnder } from '../benchmarks/score-answer'
import type { slices } from '../db/schema'
import { Refusal } from '../domain/refusal'
import type { SuiteId } from '../domain/suite'
import type { InstalledBenchmark, PreparedReport } from '../domain/work'
import { probes } from '../probes'
import { probedBenchmark } from '../probes/probed-benchmark'
import { hasMeans, suiteConditions } from '../probes/suite-conditions'

/** Items of one slice: small enough that several workers share a benchmark. */
const sliceItems = 60

type NewSlice = typeof slices.$inferInsert & { readonly id: string }

/**
 * The slices of a prepared run: ranges of items of every benchmark that the suite asks anything of with these means, and one
 * for each result that is reduced from features.
 * @throws Refusal `bad-request` where no answer is asked for: a run without a score has no summary, whatever is reduced.
 */
export function cutIntoSlices(
  run: string,
  suite: SuiteId,
  { benchmarks, shape, means }: Pick<PreparedReport, 'benchmarks' | 'shape' | 'means'>,
): NewSlice[] {
  const cut = benchmarks.flatMap(installed => {
    const benchmark = benchmarkById(installed.benchmark)
    const judged = isJudgedUnder(benchmark, suite)
    const probed = probedBenchmark(benchmark, installed.items, judged)
    const asks = suiteConditions(suite, probed, shape, probes, means).length > 0
    return [...(asks ? itemRanges(installed) : []), ...reductionsOf(suite, installed, means)]
  })
  if (!cut.some(({ kind }) => kind === 'items'))
    throw new Refusal(
      'bad-request',
      `suite ${suite} asks nothing of ${benchmarks.map(({ title }) => title).join(', ')}`,
    )
  return cut.map((slice, at) => ({
    probe: null,
    ...slice,
    id: randomUUID(),
    run,
    place: at + 1,
    state: 'waiting',
  }))
}

function itemRanges({ benchmark, edition, items }: InstalledBenchmark) {
  return Array.from({ length: Math.ceil(items.length / sliceItems) }, (_, at) => ({
    kind: 'items' as const,
    benchmark,
    edition,
    firstItem: at * sliceItems,
    endItem: Math.min((at + 1) * sliceItems, items.length),
  }))
}

function reductionsOf(
  suite: SuiteId,
  { benchmark, edition, items }: InstalledBenchmark,
  means: PreparedReport['means'],
) {
  return probes.flatMap(({ id, needs, reduction }) => {
    const wanted = reduction?.(suite)
    if (wanted?.benchmark !== benchmark || items.length < wanted.fewestItems) return []
    if (!needs.every(need => hasMeans(means, need))) return []
    return [{ kind: 'reduce' as const, probe: id, benchmark, edition, firstItem: 0, endItem: 0 }]
  })
}
