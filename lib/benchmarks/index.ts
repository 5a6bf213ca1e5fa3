import { Refusal } from '../domain/refusal'
import type { Benchmark } from './benchmark'
import { mme } from './mme'
import { mmstar } from './mmstar'
import { mmvp } from './mmvp'

/** Every benchmark, in the order in which results are shown. */
export const benchmarks: readonly Benchmark[] = [mmvp, mmstar, mme]

/** @throws Refusal `unknown-benchmark` naming the benchmarks there are. */
export function benchmarkById(id: string): Benchmark {
  const found = benchmarks.find(benchmark => benchmark.id === id)
  if (!found) {
    const known = benchmarks.map(benchmark => benchmark.id).join(', ')
    throw new Refusal('unknown-benchmark', `benchmark "${id}" is not one of ${known}`)
  }
  return found
}
