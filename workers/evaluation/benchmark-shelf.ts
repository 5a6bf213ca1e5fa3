import { Refusal } from '#lib/domain/refusal'
import { type FoundBenchmark, findBenchmarks } from '#workers/datasets/find-benchmarks'
import { type BenchmarkFile, readBenchmark } from '#workers/datasets/read-benchmark'
import type { ReadOptions } from '#workers/datasets/scan-benchmark'
import { WorkerLacks } from './worker-lacks'

/** The benchmark files of a folder, each read when it is first needed and kept. */
export class BenchmarkShelf {
  private readonly read = new Map<string, Promise<BenchmarkFile>>()

  constructor(
    private readonly folder: string,
    private readonly options: ReadOptions = {},
  ) {}

  /** Every benchmark of the folder, in catalogue order. @throws Refusal `unknown-benchmark` where there is none that checkpoints are ranked on. */
  async all(): Promise<BenchmarkFile[]> {
    const found = findBenchmarks(this.folder)
    if (!found.some(({ benchmark }) => benchmark.ranked))
      throw new Refusal(
        'unknown-benchmark',
        `${this.folder} has no file of a benchmark that checkpoints are ranked on`,
      )
    const files = []
    for (const one of found) files.push(await this.open(one))
    return files
  }

  /** @throws WorkerLacks where it is not here, or of another edition: the run was prepared elsewhere. */
  async edition(id: string, edition: string): Promise<BenchmarkFile> {
    const found = findBenchmarks(this.folder).find(({ benchmark }) => benchmark.id === id)
    if (!found) throw new WorkerLacks(`benchmark ${id} is not installed in ${this.folder}`)
    const file = await this.open(found)
    if (file.edition !== edition)
      throw new WorkerLacks(
        `${found.path} is edition ${file.edition.slice(0, 12)}; the run needs ${edition.slice(0, 12)}`,
      )
    return file
  }

  private open({ benchmark, path }: FoundBenchmark): Promise<BenchmarkFile> {
    const known = this.read.get(path)
    if (known) return known
    const reading = readBenchmark(path, benchmark, this.options)
    this.read.set(path, reading)
    return reading
  }
}
