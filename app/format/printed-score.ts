import type { BenchmarkSummary } from '#lib/domain/run-summary'
import { decimal } from './numbers'

/** How a benchmark prints its scores: percent with one decimal, or the field's own scale without. */
export interface PrintedScale {
  /** A score in [0, 1] on the printed scale. */
  at(score: number): number
  /** The same, as text. */
  print(score: number): string
  /** A width of scores, as text: `±2.4`. */
  printWidth(low: number, high: number): string
  /** `%` or `points`. */
  readonly unit: string
}

export function printedScaleOf({ printedScale }: Pick<BenchmarkSummary, 'printedScale'>): PrintedScale {
  const { low, high } = printedScale ?? { low: 0, high: 100 }
  const digits = printedScale ? 0 : 1
  const at = (score: number) => low + score * (high - low)
  return {
    at,
    print: score => decimal(at(score), digits),
    printWidth: (from, to) => `±${decimal((at(to) - at(from)) / 2, digits)}`,
    unit: printedScale ? 'points' : '%',
  }
}
