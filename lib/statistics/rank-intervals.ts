import type { Interval } from './intervals'

/** Ranks that the data allow, from 1 (best). */
export interface RankInterval {
  readonly best: number
  readonly worst: number
}

/**
 * Rank intervals from intervals alone (measurement 2.8 iii): best = 1 + how many lie wholly above, worst = how many
 * there are less those wholly below. Wider than what paired tests would give. Returned in the order of `intervals`.
 */
export function rankIntervals(intervals: readonly Interval[]): RankInterval[] {
  return intervals.map(own => ({
    best: 1 + intervals.filter(other => other.low > own.high).length,
    worst: intervals.length - intervals.filter(other => other.high < own.low).length,
  }))
}
