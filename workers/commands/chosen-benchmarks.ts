import { resolve } from 'node:path'
import { Refusal } from '#lib/domain/refusal'
import { findBenchmarks } from '#workers/datasets/find-benchmarks'
import { type BenchmarkFile, readBenchmark } from '#workers/datasets/read-benchmark'
import type { ReadOptions } from '#workers/datasets/scan-benchmark'
import { bundledBenchmarks } from './bundled'
import { resolveFile } from './chosen-file'

export const benchmarkHelp = [
  ['--benchmark B', 'an id, a path, or id=path; may be repeated (all of the folder)'],
  ['--benchmarks DIR', 'folder of the benchmark files (the bundled mini ones)'],
] as const

export const readHelp = [
  ['--skip-bad-rows', 'leave rows out that cannot be read, counted and listed, instead of refusing the file'],
  ['--corrected-answers', 'MMVP with rows 99, 100, 279 and 280 as lmms-eval corrects them: another edition'],
  ['--pandas-missing', 'read "None", "NA", … of a TSV as missing, as VLMEvalKit does'],
] as const

/** Declared by every command that reads benchmark files. */
export const readOptions = {
  'skip-bad-rows': { type: 'boolean' },
  'pandas-missing': { type: 'boolean' },
  'corrected-answers': { type: 'boolean' },
} as const

/** How files are to be read, from the values of `readOptions`. */
export function readSettings(values: {
  readonly 'skip-bad-rows'?: boolean
  readonly 'pandas-missing'?: boolean
  readonly 'corrected-answers'?: boolean
}): ReadOptions {
  return {
    skipBadRows: values['skip-bad-rows'] ?? false,
    pandasMissing: values['pandas-missing'] ?? false,
    corrected: values['corrected-answers'] ?? false,
  }
}

/**
 * The benchmarks named on the command line, else all of the folder that ask something.
 * @param unanswered also those that ask nothing: features of their items are wanted. @throws Refusal.
 */
export async function chosenBenchmarks(
  names: readonly string[] | undefined,
  folder: string | undefined,
  options: ReadOptions = {},
  unanswered = false,
): Promise<BenchmarkFile[]> {
  const directory = folder === undefined ? bundledBenchmarks : resolve(folder)
  const found = names
    ? names.map(name => resolveFile(name, directory))
    : findBenchmarks(directory).filter(({ benchmark }) => unanswered || benchmark.scorer !== null)
  if (found.length === 0)
    throw new Refusal('unknown-benchmark', `${directory} has no benchmark file that is known`)
  const twice = found.find(({ benchmark }, at) => found.findIndex(one => one.benchmark === benchmark) !== at)
  if (twice) throw new Refusal('bad-usage', `benchmark ${twice.benchmark.id} is named twice`)
  const files = []
  for (const { benchmark, path } of found) files.push(await readBenchmark(path, benchmark, options))
  return files
}

/** Files whose items are asked; of the others only features are read. */
export function answered<File extends Pick<BenchmarkFile, 'benchmark'>>(files: readonly File[]): File[] {
  return files.filter(({ benchmark }) => benchmark.scorer !== null)
}

/** One line a file of which something was left out; nothing is left out silently. */
export function leftOut({ title, report }: Pick<BenchmarkFile, 'title' | 'report'>): string[] {
  const { rows, dropped, skipped, pandasMissing } = report
  const list = skipped.map(
    ({ row, column, reason }) => `row ${row}${column === null ? '' : `, ${column}`}: ${reason}`,
  )
  return [
    ...(dropped > 0 ? [`${title}: rows left out for want of a picture: ${dropped} of ${rows}`] : []),
    ...(pandasMissing > 0
      ? [`${title}: rows with a text that pandas reads as missing: ${pandasMissing}`]
      : []),
    ...(skipped.length > 0 ? [`${title}: bad rows left out: ${skipped.length} (${list.join('; ')})`] : []),
  ]
}
