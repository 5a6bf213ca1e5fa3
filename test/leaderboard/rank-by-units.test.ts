import { expect, test } from 'vitest'
import { rankAfter, rankByUnits } from '#lib/leaderboard/rank-by-units'
import { type UnitVector, unitVectors } from '#lib/leaderboard/unit-vectors'
import { madeItem, madeOutcomes, madeRun } from './made-run'

const items = Array.from({ length: 200 }, (_, at) => madeItem(at))

/** A checkpoint right on the items that `isRight` names. */
function answering(isRight: (item: number) => boolean): UnitVector[] {
  return unitVectors(madeRun(madeOutcomes('mmstar', items, (_, item) => (isRight(item) ? 1 : 0))))
}

const better = answering(item => item % 10 < 7)
/** Right on all of those but eight. */
const worse = answering(item => item % 10 < 7 && item % 25 !== 0)
const other = answering(item => (item * 7) % 10 < 7)

test('vectors are chance-corrected: their mean is the corrected score', () => {
  const [{ values, cluster, stratum }] = better
  expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo((0.7 - 0.25) / 0.75, 6)
  expect([cluster.length, stratum.length]).toEqual([200, 200])
})

test('few items that one gets and the other does not tell them apart, though their intervals overlap', () => {
  const found = rankByUnits([better, worse], ['mmstar'])
  expect(found?.map(({ rank }) => rank)).toEqual([
    { best: 1, worst: 1 },
    { best: 2, worst: 2 },
  ])
  expect(found?.map(({ letters, tier }) => [letters, tier])).toEqual([
    ['a', 1],
    ['b', 2],
  ])
})

test('a file submitted twice shares rank, letter and tier with itself', () => {
  const found = rankByUnits([better, better], ['mmstar'])
  expect(found?.map(({ rank, letters, tier, first }) => [rank, letters, tier, first])).toEqual([
    [{ best: 1, worst: 2 }, 'a', 1, 1],
    [{ best: 1, worst: 2 }, 'a', 1, 1],
  ])
})

test('equal scores on other items are not told apart', () => {
  const found = rankByUnits([better, other], ['mmstar'])
  expect(found?.map(({ rank }) => rank)).toEqual([
    { best: 1, worst: 2 },
    { best: 1, worst: 2 },
  ])
})

test('a row without vectors, or of another edition, leaves ranks to the intervals', () => {
  expect(rankByUnits([better, []], ['mmstar'])).toBeNull()
  expect(rankByUnits([better, better.map(one => ({ ...one, edition: 'other' }))], ['mmstar'])).toBeNull()
  expect(rankByUnits([better], [])).toBeNull()
})

test('pairs and resamples of rows that were there are taken over, not made again', () => {
  const two = rankAfter([better, worse], ['mmstar'], ['better', 'worse'], null)
  if (!two) throw new Error('not ranked')
  // As if they had never been told apart.
  const memory = { ...two.memory, tested: { ...two.memory.tested, rawP: new Float64Array(4).fill(1) } }
  const three = rankAfter([other, better, worse], ['mmstar'], ['other', 'better', 'worse'], memory)
  expect(three?.memory.tested.rawP.slice(5, 6)).toEqual(Float64Array.of(1))
  const fresh = rankAfter([other, better, worse], ['mmstar'], ['other', 'better', 'worse'], null)
  expect(three?.memory.tested.rawP.slice(0, 3)).toEqual(fresh?.memory.tested.rawP.slice(0, 3))
  expect(three?.memory.resamples).toEqual(fresh?.memory.resamples)
  const edited = [other, better, worse].map(row => row.map(one => ({ ...one, edition: 'next' })))
  expect(rankAfter(edited, ['mmstar'], ['other', 'better', 'worse'], memory)?.rows).toEqual(
    rankAfter(edited, ['mmstar'], ['other', 'better', 'worse'], null)?.rows,
  )
})

test('what a new row adds does not depend on when it came', () => {
  const together = rankByUnits([better, worse, other], ['mmstar'])
  rankByUnits([better, worse], ['mmstar'])
  expect(rankByUnits([better, worse, other], ['mmstar'])).toEqual(together)
})
