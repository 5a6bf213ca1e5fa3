import { isNotEnough, type NotEnoughData } from '../../domain/not-enough-data'
import type { Judgement } from './flags/flag'

/** A statistic as a severity: 0 at half its threshold, 1 at 1 (measurement 4.2). */
export function scaledSeverity(statistic: number, threshold: number): number {
  const start = threshold / 2
  return Math.min(1, Math.max(0, (statistic - start) / (1 - start)))
}

/** What a judgement weighs against an item: nothing where the data say nothing. */
export function severityOf(judgement: Judgement | NotEnoughData | undefined): number {
  return judgement === undefined || isNotEnough(judgement) ? 0 : judgement.severity
}
