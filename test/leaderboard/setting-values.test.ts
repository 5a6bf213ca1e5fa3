import { expect, test } from 'vitest'
import { seedDeviation } from '#lib/leaderboard/measure-effect'
import { meanOverSeeds } from '#lib/leaderboard/setting-values'
import { flatDesign, stratifiedMean } from '#lib/statistics/stratified-mean'

// Items down, seeds across: 110, 000, 111, 010.
const seeds = [
  [1, 0, 1, 0],
  [1, 0, 1, 1],
  [0, 0, 1, 0],
].map(scores => Float64Array.from(scores))

test('T07: the error of item means covers seeds that are nested in items', () => {
  const { mean, se } = stratifiedMean(meanOverSeeds(seeds), flatDesign(4))
  expect(mean).toBeCloseTo(0.5, 12)
  expect(se).toBeCloseTo(0.215166, 5)
})

test('T07: the deviation between seeds gives the band of "same items, new seeds"', () => {
  const deviationPp = seedDeviation(seeds, flatDesign(4)) ?? Number.NaN
  expect(deviationPp / 100 / Math.sqrt(3)).toBeCloseTo(0.144338, 5)
  expect(seedDeviation(seeds.slice(0, 1), flatDesign(4))).toBeNull()
})
