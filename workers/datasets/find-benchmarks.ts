import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Benchmark } from '#lib/benchmarks/benchmark'
import { benchmarkById, benchmarks } from '#lib/benchmarks/index'
import { Refusal } from '#lib/domain/refusal'

export interface FoundBenchmark {
  readonly benchmark: Benchmark
  readonly path: string
}

/** The benchmark files of a folder, in catalogue order; the full file goes before the mini one. */
export function findBenchmarks(folder: string): FoundBenchmark[] {
  return benchmarks.flatMap(benchmark => {
    const path = benchmark.files.map(file => join(folder, `${file}.tsv`)).find(file => existsSync(file))
    return path ? [{ benchmark, path }] : []
  })
}

/**
 * A benchmark named by id, by path, or as `id=path`.
 * @throws Refusal `unknown-benchmark`.
 */
export function resolveBenchmark(name: string, folder: string): FoundBenchmark {
  const named = /^([a-z0-9-]+)=(.+)$/.exec(name)
  if (named) return { benchmark: benchmarkById(named[1] ?? ''), path: existing(resolve(named[2] ?? '')) }
  if (!name.endsWith('.tsv')) {
    const benchmark = benchmarkById(name)
    const found = findBenchmarks(folder).find(candidate => candidate.benchmark === benchmark)
    if (found) return found
    const files = benchmark.files.map(file => `${file}.tsv`).join(' or ')
    throw new Refusal('unknown-benchmark', `benchmark ${name} is not installed: ${folder} has no ${files}`)
  }
  const path = existing(resolve(name))
  const benchmark = benchmarks.find(candidate => candidate.files.some(file => path.endsWith(`/${file}.tsv`)))
  if (!benchmark)
    throw new Refusal('unknown-benchmark', `${name} has no known benchmark's name; name it as id=${name}`)
  return { benchmark, path }
}

function existing(path: string): string {
  if (!existsSync(path)) throw new Refusal('unknown-benchmark', `there is no file ${path}`)
  return path
}
