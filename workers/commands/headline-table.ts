import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { referenceProbe } from '#lib/probes/reference'
import type { RunManifest } from '#workers/evaluation/manifest'
import { table } from './command'

const resultFile = z.object({
  results: z.array(
    z.object({
      benchmark: z.string(),
      title: z.string(),
      probe: z.string(),
      condition: z.string(),
      scorer: z.string(),
      notScored: z.string().nullable(),
      metrics: z.array(z.object({ id: z.string(), value: z.number(), n: z.int() })),
    }),
  ),
})

/**
 * The headline of every benchmark of a local run under the reference and its controls, by the benchmark's own scorer;
 * what nobody judged says so. Everything else is in `results.json`, which this reads. @param out the run's folder.
 */
export function headlineTable(out: string, { benchmarks }: Pick<RunManifest, 'benchmarks'>): string {
  const { results } = resultFile.parse(JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')))
  const own = results.filter(
    ({ benchmark, probe, scorer }) =>
      probe === referenceProbe.id &&
      benchmarks.some(one => one.benchmark === benchmark && one.scorer === scorer),
  )
  return table(
    own.map(({ title, condition, scorer, notScored, metrics: [headline] }) => [
      `${title}, ${condition}`,
      headline
        ? `${headline.id} ${headline.value.toFixed(1)} (n ${headline.n}, ${scorer})`
        : `not scored: ${notScored ?? 'no item'} (${scorer})`,
    ]),
  )
}
