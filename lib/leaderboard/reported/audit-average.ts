import type { PermutationRow } from './paper'
import { mmePoints } from './reported-results'

/** What the averages of Table 1 come to, by every formula that was tried (measurement 6.1). All in permuted - original. */
export interface AverageAudit {
  readonly model: string
  readonly printed: number
  /** Plain mean of the signed differences, MME in raw points: the formula the paper used. */
  readonly raw: number
  /** Whether that is what is printed, to two decimals. */
  readonly reproduced: boolean
  /** MME x 100 / 2800: benchmarks on one scale, in pp. */
  readonly scaled: number
  /** What MME's raw points add to the raw mean. */
  readonly mmeShare: number
  /** The other readings of an average that were tried. */
  readonly attempts: Readonly<Record<AverageAttempt, number>>
  /** The raw difference of MME that the printed average would take, all else as printed. */
  readonly mmeNeeded: number
}

export type AverageAttempt =
  | 'without MME, over nine'
  | 'without MME, over ten'
  | 'MME over 20'
  | 'MME in percent change'
  | 'mean relative change'
  | 'mean relative change without MME'
  | 'median'
  | 'trimmed mean'
  | 'ratio of sums'
  | 'geometric mean'

/** What the introduction gives for the first row's average drop. */
export const introductionDrop = 0.19

/** @param mme place of MME among the benchmarks. */
export function auditAverage(
  { model, original, permuted, printed_average_delta }: PermutationRow,
  mme: number,
): AverageAudit {
  const differences = original.map((before, at) => permuted[at] - before)
  const relative = original.map((before, at) => (100 * (permuted[at] - before)) / before)
  const withMme = (of: (difference: number) => number) =>
    mean(differences.map((difference, at) => (at === mme ? of(difference) : difference)))
  const others = differences.filter((_, at) => at !== mme)
  const raw = mean(differences)
  return {
    model,
    printed: printed_average_delta,
    raw,
    reproduced: Math.abs(raw - printed_average_delta) < 0.005,
    scaled: withMme(difference => (100 * difference) / mmePoints),
    mmeShare: differences[mme] / differences.length,
    attempts: {
      'without MME, over nine': mean(others),
      'without MME, over ten': withMme(() => 0),
      'MME over 20': withMme(difference => difference / 20),
      'MME in percent change': withMme(() => relative[mme]),
      'mean relative change': mean(relative),
      'mean relative change without MME': mean(relative.filter((_, at) => at !== mme)),
      median: median(differences),
      'trimmed mean': mean(ascending(differences).slice(1, -1)),
      'ratio of sums': (100 * sum(differences)) / sum(original),
      'geometric mean':
        100 * (Math.exp(mean(original.map((before, at) => Math.log(permuted[at] / before)))) - 1),
    },
    mmeNeeded: mmeNeededFor(original, permuted, mme, printed_average_delta),
  }
}

/** The raw difference of MME that an average takes, all other differences as printed. */
export function mmeNeededFor(
  original: readonly number[],
  permuted: readonly number[],
  mme: number,
  average: number,
): number {
  const others = original.map((before, at) => (at === mme ? 0 : permuted[at] - before))
  return average * original.length - sum(others)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b)
}

function median(values: readonly number[]): number {
  const sorted = ascending(values)
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2
}
