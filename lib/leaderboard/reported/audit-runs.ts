import type { PaperResults } from './paper'

/** Items of the benchmarks whose printed score is a share of right ones; pairs for MMVP (measurement 6.2). */
export const countedItems: Readonly<Record<string, number>> = {
  MMVP: 150,
  'Q-Bench': 1495,
  MMStar: 1500,
  MathVista: 1000,
  'SQA-IMG': 2017,
  AI2D: 3088,
}
/** ChartQA's test split: its printed values are not all shares of it. */
export const chartQaItems = 2500

/** Whether the permuted values of Table 1 can be means of several runs (measurement 6.2). */
export interface RunsAudit {
  /** Permuted values on benchmarks with a known number of items. */
  readonly values: number
  /** Of them, those that a single run gives to two decimals. */
  readonly singleRun: number
  /** For each benchmark, the chance that a mean of as many runs as claimed lands on such a value. */
  readonly chances: Readonly<Record<string, number>>
  /** That all of them do. */
  readonly jointly: number
  /** Values that did not move at all, with the count of right items. */
  readonly unchanged: readonly {
    readonly model: string
    readonly benchmark: string
    readonly right: number
    readonly of: number
  }[]
  /** ChartQA values, original or permuted, that no count of its items gives. */
  readonly notOfChartQa: readonly { readonly model: string; readonly value: number }[]
}

export function auditRuns({
  table1_permutation: { benchmarks, rows, seeds_claimed },
}: PaperResults): RunsAudit {
  const counted = benchmarks.flatMap((benchmark, at) => {
    const items = countedItems[benchmark]
    return items === undefined
      ? []
      : [{ benchmark, at, items, chance: meanOfRunsChance(items, seeds_claimed) }]
  })
  const cells = rows.flatMap(row => counted.map(one => ({ ...one, row })))
  const chartQa = benchmarks.indexOf('ChartQA')
  return {
    values: cells.length,
    singleRun: cells.filter(({ row, at, items }) => isShareOf(row.permuted[at], items)).length,
    chances: Object.fromEntries(counted.map(({ benchmark, chance }) => [benchmark, chance])),
    jointly: cells.reduce((product, { chance }) => product * chance, 1),
    unchanged: cells
      .filter(({ row, at }) => row.permuted[at] === row.original[at])
      .map(({ row, at, benchmark, items }) => ({
        model: row.model,
        benchmark,
        right: Math.round((row.original[at] / 100) * items),
        of: items,
      })),
    notOfChartQa: rows.flatMap(({ model, original, permuted }) =>
      [original[chartQa], permuted[chartQa]]
        .filter(value => !isShareOf(value, chartQaItems))
        .map(value => ({ model, value })),
    ),
  }
}

/** Whether a percentage to two decimals is k of n for a whole k. */
export function isShareOf(printed: number, items: number): boolean {
  const right = Math.round((printed / 100) * items)
  return hundredths(right / items) === Math.round(100 * printed)
}

/** Of the values that a mean of several runs may print to two decimals, the share that a single run prints, too. */
function meanOfRunsChance(items: number, runs: number): number {
  return printedShares(items).size / printedShares(items * runs).size
}

function printedShares(items: number): Set<number> {
  return new Set(Array.from({ length: items + 1 }, (_, right) => hundredths(right / items)))
}

/** A share in hundredths of a percent. */
function hundredths(share: number): number {
  // Halves that binary fractions leave below themselves are rounded up, as on paper.
  return Math.round(10_000 * share + 1e-9)
}
