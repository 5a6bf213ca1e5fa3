import { measureCoverage } from './coverage'
import { itemStatistics } from './item-statistics'
import type { Measurement } from './measurement'
import { measureStatisticsSpeed } from './statistics-speed'

/** Whether intervals, flags and item parameters are what they promise, and how long boards and items take. */
export const statistics: Measurement = {
  name: 'statistics',
  shows:
    'coverage of the intervals, flags on planted items, and the time of ranks, alignment and items on one core',
  async measure() {
    return [...measureCoverage(), ...measureStatisticsSpeed(), ...itemStatistics()]
  },
}
