import { Refusal } from '../domain/refusal'
import { ai2d } from './ai2d'
import { aircraft } from './aircraft'
import type { Benchmark } from './benchmark'
import { caltech101 } from './caltech101'
import { chartqa } from './chartqa'
import { cifar100 } from './cifar-100'
import { clevrCount } from './clevr-count'
import { country211 } from './country211'
import { docci } from './docci'
import { eurosat } from './eurosat'
import { food101 } from './food101'
import { gsm8k } from './gsm8k'
import { llavaW } from './llava-w'
import { mathvista } from './mathvista'
import { mmVet } from './mm-vet'
import { mme } from './mme'
import { mmstar } from './mmstar'
import { mmvp } from './mmvp'
import { pets } from './pets'
import { qBench } from './q-bench'
import { sqaImg } from './sqa-img'

/** Every benchmark, in the order in which results are shown. */
export const benchmarks: readonly Benchmark[] = [
  mmvp,
  mmstar,
  mme,
  qBench,
  mmVet,
  llavaW,
  mathvista,
  sqaImg,
  chartqa,
  ai2d,
  gsm8k,
  caltech101,
  cifar100,
  food101,
  pets,
  country211,
  eurosat,
  aircraft,
  clevrCount,
  docci,
]

/** @throws Refusal `unknown-benchmark` naming the benchmarks there are. */
export function benchmarkById(id: string): Benchmark {
  const found = benchmarks.find(benchmark => benchmark.id === id)
  if (!found) {
    const known = benchmarks.map(benchmark => benchmark.id).join(', ')
    throw new Refusal('unknown-benchmark', `benchmark "${id}" is not one of ${known}`)
  }
  return found
}
