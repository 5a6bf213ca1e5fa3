import type { Benchmark, Row } from '#lib/benchmarks/benchmark'
import type { ItemRecord } from '#lib/domain/item'

/** The record of a row, with a picture of its own. */
export function recordOf(benchmark: Benchmark, row: Row): ItemRecord {
  const item = benchmark.toItem(row)
  return { ...item, imageHash: `picture-${item.id}`, hash: `item-${item.id}` }
}
