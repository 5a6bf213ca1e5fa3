import type { Interval } from '../statistics/intervals'

/**
 * Tier of each row, from 1. A tier holds everything the data cannot separate from its first row: a row opens the next
 * one where its interval lies wholly below that of the first. Rows without an interval share the last tier.
 * @param intervals in the order of the board, best first; those without one at the end.
 */
export function tiersOf(intervals: readonly (Interval | null)[]): number[] {
  let tier = 0
  let first: Interval | null | undefined
  return intervals.map(own => {
    const separate = first === undefined || (first !== null && (own === null || own.high < first.low))
    if (separate) {
      tier += 1
      first = own
    }
    return tier
  })
}
