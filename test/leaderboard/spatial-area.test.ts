import { expect, test } from 'vitest'
import { retentionArea } from '#lib/leaderboard/spatial-area'
import { chanceCorrected } from '#lib/statistics/chance-corrected'

test('T11: area under chance-corrected retention', () => {
  const whole = chanceCorrected(0.8, 0.25)
  const retention = [0.8, 0.78, 0.7, 0.62, 0.5, 0.35].map(u => chanceCorrected(u, 0.25) / whole)
  expect(retention[5]).toBeCloseTo(0.181818, 6)
  expect(retentionArea([0, 0.1, 0.3, 0.5, 0.7, 0.9], retention)).toBeCloseTo(0.668687, 6)
})

test('is 1 where nothing is lost, and clips what is gained or below chance', () => {
  expect(retentionArea([0, 1, 2], [1, 1.2, 1.1])).toBe(1)
  expect(retentionArea([0, 1, 2], [1, -0.5, -0.5])).toBe(0.25)
})
