import { basename, resolve } from 'node:path'
import { benchmarks } from '#lib/benchmarks/index'
import { Refusal } from '#lib/domain/refusal'
import { transformationIds } from '#lib/leaderboard/harder/variant'
import { variantBenchmark } from '#lib/leaderboard/harder/variant-benchmark'
import { type FoundBenchmark, resolveBenchmark } from '#workers/datasets/find-benchmarks'
import { type BenchmarkFile, readBenchmark } from '#workers/datasets/read-benchmark'
import type { ReadOptions } from '#workers/datasets/scan-benchmark'
import { bundledBenchmarks } from './bundled'

/** A benchmark named by id, by path, or as `id=path`; a file that `parallax harder` made is known by its name. */
export function resolveFile(name: string, folder: string): FoundBenchmark {
  return variantFile(name) ?? resolveBenchmark(name, folder)
}

/** @throws Refusal of `resolveBenchmark` and `readBenchmark`. */
export function chosenFile(
  name: string,
  folder: string | undefined,
  options: ReadOptions = {},
): Promise<BenchmarkFile> {
  const { benchmark, path } = resolveFile(name, folder === undefined ? bundledBenchmarks : resolve(folder))
  return readBenchmark(path, benchmark, options)
}

/** `mmstar-option-shuffle.tsv`: the benchmark it was made from, asked in its new form; null for other names. */
function variantFile(name: string): FoundBenchmark | null {
  const title = basename(name).replace(/\.(tsv|jsonl)$/, '')
  if (title === basename(name)) return null
  const transformation = transformationIds.find(id => title.endsWith(`-${id}`))
  const source = benchmarks.find(
    ({ id }) => transformation !== undefined && title === `${id}-${transformation}`,
  )
  if (transformation === undefined || !source) return null
  const benchmark = variantBenchmark(source, transformation)
  if (!benchmark)
    throw new Refusal(
      'unknown-benchmark',
      `${name} holds conversations, which one prompt and one answer cannot`,
    )
  return { benchmark, path: resolve(name) }
}
