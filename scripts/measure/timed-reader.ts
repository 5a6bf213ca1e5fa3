import { mmstar } from '#lib/benchmarks/mmstar'
import { readBenchmark } from '#workers/datasets/read-benchmark'
import { scanBenchmark } from '#workers/datasets/scan-benchmark'

/**
 * Our side of `measure reader`: `timed-reader.ts scan|hash PATH` prints rows, seconds and peak memory in bytes. `scan`
 * reads every row into an item, `hash` also decodes and hashes every picture.
 */
const [what, path = ''] = process.argv.slice(2)
const start = performance.now()
const { items } = await (what === 'hash' ? readBenchmark : scanBenchmark)(path, mmstar)
const seconds = (performance.now() - start) / 1000
console.log(items.length, seconds, process.resourceUsage().maxRSS * 1024)
