import { expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { type ChoiceFeatures, heldOutChoices } from '#lib/statistics/held-out-choice'
import { keyedRandom } from '#lib/statistics/keyed-random'

/** Three candidates a question, two features: the first leans to the right candidate, the second is the question's own. */
function features(questions: number, lean: number): ChoiceFeatures {
  const random = keyedRandom({ seed: 1, probe: 'test', condition: 'choice', item: String(lean) })
  const uniform = () => random.uint32() / 2 ** 32 - 0.5
  const right = Int32Array.from({ length: questions }, () => random.below(3))
  const rows = Float32Array.from(
    [...right].flatMap(gold => {
      const own = 100 * uniform()
      return [0, 1, 2].flatMap(candidate => [uniform() + (candidate === gold ? lean : 0), own])
    }),
  )
  return {
    width: 2,
    rows,
    starts: Int32Array.from({ length: questions + 1 }, (_, question) => 3 * question),
    right,
    cluster: Int32Array.from({ length: questions }, (_, question) => question),
  }
}

function share(of: ChoiceFeatures): number {
  const found = heldOutChoices(of, 'key')
  if (isNotEnough(found)) throw new Error(found.what)
  return found.right.reduce((sum, one) => sum + one, 0) / found.draws.reduce((sum, one) => sum + one, 0)
}

test('a feature that gives the answer away is found, whatever the question adds to all candidates', () => {
  expect(share(features(400, 1.01))).toBe(1)
  // Uniform noise and a lean of a half: right with probability 1 - 2/8 + 1/24 = 0.79 by integration.
  expect(share(features(4000, 0.5))).toBeCloseTo(0.79, 1)
})

test('nothing is found where there is nothing, and equal candidates are never right', () => {
  expect(Math.abs(share(features(2000, 0)) - 1 / 3)).toBeLessThan(0.04)
  const alike = features(100, 0)
  expect(share({ ...alike, rows: new Float32Array(alike.rows.length) })).toBe(0)
})

test('equal keys give equal partitions; each question is held out in about a fifth of 64', () => {
  const of = features(200, 0.3)
  expect(heldOutChoices(of, 'key')).toEqual(heldOutChoices(of, 'key'))
  const found = heldOutChoices(of, 'key')
  if (isNotEnough(found)) throw new Error(found.what)
  expect(found.draws.reduce((sum, one) => sum + one, 0)).toBe((64 * 200) / 5)
  expect(Math.min(...found.draws)).toBeGreaterThanOrEqual(3)
})
