import { resolve } from 'node:path'
import { benchmarks as catalogue } from '#lib/benchmarks/index'
import { Refusal } from '#lib/domain/refusal'
import {
  type FoundBenchmark,
  findBenchmarks,
  resolveBenchmark,
  whereToGet,
} from '#workers/datasets/find-benchmarks'
import { readBenchmark } from '#workers/datasets/read-benchmark'
import { type LoadReport, type ReadOptions, scanBenchmark } from '#workers/datasets/scan-benchmark'
import { bundledBenchmarks } from './bundled'
import { benchmarkHelp, leftOut, readHelp, readOptions, readSettings } from './chosen-benchmarks'
import { BadUsage, type Command, oneLine, readArguments, table } from './command'

/** One benchmark that is there. */
interface Installed {
  readonly id: string
  readonly title: string
  readonly path: string
  readonly form: string
  readonly items: number
  /** Null where the items were not hashed. */
  readonly edition: string | null
  /** Which published copy of the answers it is, where its items tell and were hashed. */
  readonly answers: string | null
  readonly report: LoadReport
}

/** One that is there but cannot be read. */
interface Broken {
  readonly id: string
  readonly path: string
  readonly problem: string
}

export const benchmarks: Command = {
  name: 'benchmarks',
  usage: '[--benchmarks DIR] [--benchmark B …] [--hash]',
  summary: 'which benchmarks are installed, how many items they have, and where people get the others',
  options: [
    ...benchmarkHelp,
    ['--hash', 'decode every picture and say which edition it is; minutes for a large file'],
    ...readHelp,
  ],
  async run(args) {
    const { values, positionals } = readArguments(args, {
      benchmark: { type: 'string', multiple: true },
      benchmarks: { type: 'string' },
      hash: { type: 'boolean' },
      json: { type: 'boolean' },
      ...readOptions,
    })
    if (positionals.length > 0) throw new BadUsage(`"${positionals[0]}" is one argument too many`)
    const folder = values.benchmarks === undefined ? bundledBenchmarks : resolve(values.benchmarks)
    const found = values.benchmark?.map(name => resolveBenchmark(name, folder)) ?? findBenchmarks(folder)
    const installed: Installed[] = []
    const broken: Broken[] = []
    for (const one of found) {
      const looked = await lookAt(one, values.hash ?? false, readSettings(values))
      if ('problem' in looked) broken.push(looked)
      else installed.push(looked)
    }
    const missing = values.benchmark
      ? []
      : catalogue
          .filter(({ id }) => !found.some(({ benchmark }) => benchmark.id === id))
          .map(benchmark => ({ id: benchmark.id, title: benchmark.title, ...whereToGet(benchmark) }))
    const text = [
      folder,
      table(installed.map(one => [one.id, lineOf(one)])),
      ...installed.flatMap(leftOut),
      ...broken.map(({ id, problem }) => `${id} cannot be read: ${problem}`),
      ...(missing.length > 0 ? ['', 'not installed'] : []),
      table(missing.map(({ id, files, source }) => [id, `no ${files.join(' or ')}; get ${source}`])),
    ]
    return {
      json: { folder, installed, broken, missing },
      text: text.filter((line, at) => line !== '' || text[at + 1] === 'not installed').join('\n'),
      ...(broken.length > 0 ? { failure: `${broken.length} of ${found.length} cannot be read` } : {}),
    }
  },
}

async function lookAt(
  { benchmark, path }: FoundBenchmark,
  hash: boolean,
  options: ReadOptions,
): Promise<Installed | Broken> {
  const { id } = benchmark
  try {
    if (!hash) {
      const { title, form, items, report } = await scanBenchmark(path, benchmark, options)
      return { id, title, path, form, items: items.length, edition: null, answers: null, report }
    }
    const { title, form, records, edition, report } = await readBenchmark(path, benchmark, options)
    const answers = benchmark.copy?.(records) ?? null
    return { id, title, path, form, items: records.length, edition, answers, report }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { id, path, problem: oneLine(error) }
  }
}

function lineOf({ title, form, items, edition, answers }: Installed): string {
  const hashed = edition === null ? 'edition not computed (--hash)' : `edition ${edition.slice(0, 12)}`
  return `${title}: ${items} items, ${form}, ${answers ? `answers ${answers}, ` : ''}${hashed}`
}
