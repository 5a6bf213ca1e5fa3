import { resolve } from 'node:path'
import { Refusal } from '#lib/domain/refusal'
import { findBenchmarks, resolveBenchmark } from '#workers/datasets/find-benchmarks'
import { type BenchmarkFile, readBenchmark } from '#workers/datasets/read-benchmark'
import { bundledBenchmarks } from './bundled'

export const benchmarkHelp = [
  ['--benchmark B', 'an id, a path, or id=path; may be repeated (all of the folder)'],
  ['--benchmarks DIR', 'folder of the benchmark files (the bundled mini ones)'],
] as const

/** The benchmarks named on the command line, else all of the folder. @throws Refusal. */
export async function chosenBenchmarks(
  names: readonly string[] | undefined,
  folder: string | undefined,
): Promise<BenchmarkFile[]> {
  const directory = folder === undefined ? bundledBenchmarks : resolve(folder)
  const found = names ? names.map(name => resolveBenchmark(name, directory)) : findBenchmarks(directory)
  if (found.length === 0)
    throw new Refusal('unknown-benchmark', `${directory} has no benchmark file that is known`)
  const twice = found.find(({ benchmark }, at) => found.findIndex(one => one.benchmark === benchmark) !== at)
  if (twice) throw new Refusal('bad-usage', `benchmark ${twice.benchmark.id} is named twice`)
  const files = []
  for (const { benchmark, path } of found) files.push(await readBenchmark(path, benchmark))
  return files
}
