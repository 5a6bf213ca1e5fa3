import { expect, test } from 'vitest'
import { rankIntervals } from '#lib/statistics/rank-intervals'

test('T16: ranks that four intervals allow', () => {
  const ranks = rankIntervals([
    { low: 0.7, high: 0.78 },
    { low: 0.66, high: 0.74 },
    { low: 0.6, high: 0.68 },
    { low: 0.5, high: 0.56 },
  ])
  expect(ranks.map(({ best }) => best)).toEqual([1, 1, 2, 4])
  expect(ranks.map(({ worst }) => worst)).toEqual([2, 3, 3, 4])
})

test('one of one is first', () => {
  expect(rankIntervals([{ low: 0.1, high: 0.2 }])).toEqual([{ best: 1, worst: 1 }])
})
