import type { Benchmark, Row } from '#lib/benchmarks/benchmark'
import type { Metric } from '#lib/benchmarks/metric'
import type { ItemRecord } from '#lib/domain/item'

/** The record of a row, with a picture of its own. */
export function recordOf(benchmark: Benchmark, row: Row): ItemRecord {
  const item = benchmark.toItem(row)
  return { ...item, imageHash: `picture-${item.id}`, hash: `item-${item.id}` }
}

/** What metrics are worth, by id. */
export function valuesOf(metrics: readonly Metric[]): Record<string, number> {
  return Object.fromEntries(metrics.map(({ id, value }) => [id, value]))
}
