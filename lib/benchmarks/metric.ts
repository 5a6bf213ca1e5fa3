import type { ItemRecord } from '../domain/item'

/** What one item came to: its value in [0, 1], null where nobody judged it. */
export interface ItemScore {
  readonly value: number | null
  /** What the same judge gave the reference answer, in [0, 1]. */
  readonly against?: number
}

/** One number the field prints of a benchmark. */
export interface Metric {
  /** `accuracy`, `perception`, `task/figure question answering`. */
  readonly id: string
  /** In percent unless the benchmark prints points. NaN never: a metric over nothing is left out. */
  readonly value: number
  /** Units it is made of. */
  readonly n: number
}

/** Mean of the values, in percent; nothing over no value. */
export function meanMetric(id: string, values: readonly number[]): Metric[] {
  if (values.length === 0) return []
  const sum = values.reduce((total, value) => total + value, 0)
  return [{ id, value: (100 * sum) / values.length, n: values.length }]
}

/** The values of the items that have one. */
export function scoredValues(scores: readonly ItemScore[]): number[] {
  return scores.flatMap(({ value }) => value ?? [])
}

/** Mean in each part, in order of first appearance. @param partsOf names of the parts an item belongs to. */
export function metricsByPart(
  prefix: string,
  items: readonly ItemRecord[],
  scores: readonly ItemScore[],
  partsOf: (item: ItemRecord) => readonly string[],
): Metric[] {
  const parts = new Map<string, number[]>()
  items.forEach((item, at) => {
    const value = scores[at]?.value ?? null
    if (value === null) return
    for (const part of partsOf(item)) parts.set(part, [...(parts.get(part) ?? []), value])
  })
  return [...parts].flatMap(([part, values]) => meanMetric(`${prefix}/${part}`, values))
}

/** Names the parts in one detail of an item, or none. */
export function partIn(detail: string): (item: ItemRecord) => readonly string[] {
  return ({ details }) => {
    const part = details[detail] ?? ''
    return part === '' ? [] : [part]
  }
}
