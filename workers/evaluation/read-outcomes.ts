import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { notRun } from '#lib/domain/not-run'
import { alignmentResult } from '#lib/domain/reduction-result'
import { Refusal } from '#lib/domain/refusal'
import { joinBatches } from '#lib/leaderboard/join-batches'
import type { RunOutcomes } from '#lib/leaderboard/run-outcomes'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import { type RunManifest, runManifest } from './manifest'
import { publishedCells } from './read-run'

/** What of a run's results is no mean over items; runs from before these were kept have none. */
const resultFile = z.object({
  reductions: z.array(alignmentResult).default([]),
  notRun: z.array(notRun).default([]),
})

/** The manifest of a finished local run. @throws Refusal `not-found` where the folder holds none. */
export function readManifest(folder: string): RunManifest {
  const path = join(folder, 'manifest.json')
  if (!existsSync(path))
    throw new Refusal('not-found', `${folder} holds no finished run: it has no manifest.json`)
  return runManifest.parse(JSON.parse(readFileSync(path, 'utf8')))
}

/**
 * A finished local run at item level, as far as the files given go: what profiles are made of, without the answers.
 * @param files in the editions that were asked; those of other editions are left out.
 */
export function readOutcomes(
  folder: string,
  files: readonly Pick<BenchmarkFile, 'benchmark' | 'edition' | 'title' | 'records'>[],
): RunOutcomes {
  const { suite, shape, engine, benchmarks } = readManifest(folder)
  const cells = publishedCells(folder)
  const { reductions, notRun } = resultFile.parse(
    JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')),
  )
  return {
    ...{ suite, shape, engine, notRun, reductions },
    benchmarks: files.flatMap(({ benchmark: { id }, edition, title, records }) => {
      const asked = benchmarks.find(one => one.benchmark === id && one.edition === edition)
      if (!asked) return []
      const { scorer, promptProfile } = asked
      const own = cells.filter(({ benchmark }) => benchmark === id)
      return {
        ...{ benchmark: id, title, edition, scorer, promptProfile },
        items: records.slice(0, asked.items),
        cells: joinBatches(id, [own]),
      }
    }),
  }
}
