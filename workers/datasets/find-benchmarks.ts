import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Benchmark } from '#lib/benchmarks/benchmark'
import { benchmarkById, benchmarks } from '#lib/benchmarks/index'
import { Refusal } from '#lib/domain/refusal'
import { layoutOf } from './layouts/index'

export interface FoundBenchmark {
  readonly benchmark: Benchmark
  /** A file or a folder. */
  readonly path: string
}

/** What may follow a benchmark's name; nothing: a folder. The form itself is told by the content. */
const endings = ['.tsv', '_local.tsv', '.parquet', '.jsonl', '.tar', '']

/** The benchmarks of a folder, in catalogue order; the full file goes before the mini one. */
export function findBenchmarks(folder: string): FoundBenchmark[] {
  return benchmarks.flatMap(benchmark => {
    const path = namesOf(benchmark)
      .flatMap(name => endings.map(ending => join(folder, `${name}${ending}`)))
      .find(existsSync)
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
  if (!name.includes('/') && !endings.some(ending => ending !== '' && name.endsWith(ending))) {
    const benchmark = benchmarkById(name)
    const found = findBenchmarks(folder).find(candidate => candidate.benchmark === benchmark)
    if (found) return found
    const { files, source } = whereToGet(benchmark)
    throw new Refusal(
      'unknown-benchmark',
      `benchmark ${name} is not installed: ${folder} has no ${files.join(' or ')}; get ${source}`,
    )
  }
  const path = existing(resolve(name))
  const title = basename(path).replace(/(_local)?\.[a-z]+$/, '')
  const benchmark =
    benchmarks.find(candidate => namesOf(candidate).includes(title)) ??
    onlyOne(benchmarks.filter(candidate => holdsForm(path, candidate)))
  if (!benchmark)
    throw new Refusal('unknown-benchmark', `${name} has no known benchmark's name; name it as id=${name}`)
  return { benchmark, path }
}

/** The names a benchmark's file would have, and where people get it. */
export function whereToGet(benchmark: Benchmark): { readonly files: string[]; readonly source: string } {
  const { usually, source } = layoutOf(benchmark.id)
  return { files: benchmark.files.map(file => `${file}${usually}`), source }
}

/** Names of the full set before those of a mini one. */
function namesOf({ id, files }: Benchmark): string[] {
  const isMini = (name: string) => name.endsWith('_MINI')
  const full = files.filter(name => !isMini(name))
  return [...full, ...layoutOf(id).names, id, ...files.filter(isMini)]
}

/** Whether a folder holds what the benchmark's authors publish. */
function holdsForm(path: string, benchmark: Benchmark): boolean {
  return layoutOf(benchmark.id).folders.some(({ holds }) => holds.every(name => existsSync(join(path, name))))
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined
}

function existing(path: string): string {
  if (!existsSync(path)) throw new Refusal('unknown-benchmark', `there is no file ${path}`)
  return path
}
