import { chartQaItems, countedItems } from './audit-runs'
import type { PaperResults } from './paper'

/** One change of Table 1, as it should have been read (measurement 6.3). */
export interface PermutationChange {
  readonly model: string
  readonly benchmark: string
  /** permuted - original, in the printed unit. */
  readonly difference: number
  /** In percent of the original. */
  readonly relative: number
  /** Difference over the widest (unpaired) error; null where the items are not counted. */
  readonly z: number | null
  /** Items, or pairs, that changed on balance; null where they are not counted. */
  readonly items: number | null
}

export function auditChanges({
  table1_permutation: { benchmarks, rows },
}: PaperResults): PermutationChange[] {
  return rows.flatMap(({ model, original, permuted }) =>
    benchmarks.map((benchmark, at): PermutationChange => {
      const difference = permuted[at] - original[at]
      const items = benchmark === 'ChartQA' ? chartQaItems : (countedItems[benchmark] ?? null)
      return {
        model,
        benchmark,
        difference,
        relative: (100 * difference) / original[at],
        z: items === null ? null : difference / unpairedError(original[at], permuted[at], items),
        items: items === null ? null : Math.round((difference / 100) * items),
      }
    }),
  )
}

/** √(SE² + SE²) of two shares in percent, as if of different items. */
function unpairedError(before: number, after: number, items: number): number {
  const variance = (percent: number) => (percent * (100 - percent)) / items
  return Math.sqrt(variance(before) + variance(after))
}
