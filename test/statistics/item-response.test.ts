import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { itemInformation } from '#lib/statistics/item-information'
import { fitItemResponse, type ItemResponseFit, type ResponseMatrix } from '#lib/statistics/item-response'
import { keyedRandom } from '#lib/statistics/keyed-random'
import goldens from '../fixtures/statistics/item-response.json' with { type: 'json' }

/** @param rows scores [models][items]; null is missing. */
function matrixOf(rows: readonly (readonly (number | null)[])[], guess: readonly number[]): ResponseMatrix {
  const models = rows.length
  const scores = new Float32Array(models * guess.length)
  rows.forEach((row, model) => {
    row.forEach((score, item) => {
      scores[item * models + model] = score ?? Number.NaN
    })
  })
  return { models, items: guess.length, scores, guess: Float64Array.from(guess) }
}

function fitted(matrix: ResponseMatrix, options: Parameters<typeof fitItemResponse>[1]): ItemResponseFit {
  const fit = fitItemResponse(matrix, options)
  if (isNotEnough(fit)) throw new Error(`not enough ${fit.what}`)
  return fit
}

function expectClose(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(found.length).toBe(expected.length)
  expected.forEach((value, at) => {
    expect(Math.abs((found[at] ?? Number.NaN) - value)).toBeLessThan(tolerance)
  })
}

describe('fitItemResponse', () => {
  test('T19: joint MAP of the two-parameter model', () => {
    const rows = [
      [1, 0, 0, 0],
      [1, 1, 0, 0],
      [1, 0, 1, 0],
      [1, 1, 1, 0],
      [1, 1, 1, 1],
    ]
    const fit = fitted(matrixOf(rows, [0, 0, 0, 0]), { discrimination: 'fitted' })
    expectClose(fit.ability, [-0.701816, -0.142976, -0.142976, 0.417289, 1.069726], 2e-6)
    expectClose(fit.difficulty, [-1.651982, -0.224021, -0.224021, 0.976718], 2e-6)
    expectClose(fit.logDiscrimination.map(Math.exp), [1.295549, 1.196113, 1.196113, 1.305069], 2e-6)
    expect(fit.negativeLogPosterior).toBeCloseTo(9.159233, 6)
    expect(fit.converged).toBe(true)
  })

  test.each(['one', 'fitted'] as const)(
    'reaches the optimum of a general optimiser: guess floors, missing and fractional answers, discrimination %s',
    discrimination => {
      const { guess, scores } = goldens.itemResponse
      const expected = goldens.itemResponse[discrimination]
      const fit = fitted(matrixOf(scores, guess), { discrimination })
      expect(fit.negativeLogPosterior).toBeCloseTo(expected.negativeLogPosterior, 5)
      // By the step along location and scale; without it the turns creep.
      expect(fit.sweeps).toBeLessThan(20)
      expectClose(fit.ability, expected.ability, 1e-3)
      expectClose(fit.difficulty, expected.difficulty, 1e-3)
      expectClose(fit.logDiscrimination, expected.logDiscrimination, 1e-3)
    },
  )

  test('errors shrink with answers, and stay those of the prior where there are none', () => {
    const rows = Array.from({ length: 40 }, (_, model) => [model % 2, model % 4 === 0 ? 1 : 0, null])
    const fit = fitted(matrixOf(rows, [0, 0, 0]), { discrimination: 'fitted' })
    expect(fit.difficulty[2]).toBeCloseTo(0, 6)
    expect(fit.difficultySe[2]).toBeCloseTo(1.5, 6)
    expect(fit.logDiscriminationSe[2]).toBeCloseTo(0.5, 6)
    expect(fit.difficultySe[0]).toBeLessThan(0.6)
  })

  test('everyone right, or everyone wrong, gives finite parameters at any discrimination', () => {
    const rows = Array.from({ length: 6 }, () => [1, 0])
    for (const discrimination of ['one', 'fitted'] as const) {
      const fit = fitted(matrixOf(rows, [0.25, 0.25]), { discrimination })
      expect([...fit.ability, ...fit.difficulty, ...fit.logDiscrimination].every(Number.isFinite)).toBe(true)
      expect(fit.difficulty[0]).toBeLessThan(fit.difficulty[1] ?? Number.NaN)
    }
  })

  test('empirical Bayes widens the spread of difficulties that are spread', () => {
    const random = keyedRandom({ seed: 1, probe: 'test', condition: 'empirical-bayes', item: '' })
    const difficulty = Array.from({ length: 120 }, (_, item) => (item % 2 === 0 ? -3 : 3))
    const rows = Array.from({ length: 30 }, () =>
      difficulty.map(b => (random.uint32() / 2 ** 32 < 1 / (1 + Math.exp(b)) ? 1 : 0)),
    )
    const matrix = matrixOf(rows, new Array<number>(120).fill(0))
    const plain = fitted(matrix, { discrimination: 'one' })
    const adapted = fitted(matrix, { discrimination: 'one', empiricalBayesRounds: 10 })
    expect(plain.priors.difficulty).toBe(1.5)
    expect(adapted.priors.difficulty).toBeGreaterThan(2.2)
    expect(adapted.priors.difficulty).toBeLessThanOrEqual(3)
  })

  test('says what is missing instead of fitting one model, or none that answered', () => {
    expect(fitItemResponse(matrixOf([[1, 0]], [0, 0]), { discrimination: 'one' })).toEqual({
      kind: 'not-enough-data',
      what: 'models with answers',
      have: 1,
      need: 2,
    })
    const silent = matrixOf([[null], [null], [null]], [0])
    expect(fitItemResponse(silent, { discrimination: 'fitted' })).toMatchObject({ have: 0 })
  })
})

test('T18: Fisher information without and with a guess floor', () => {
  const curve = { discrimination: 1.2, difficulty: 0.3 }
  expect(itemInformation({ ...curve, guess: 0 }, 0.5)).toBeCloseTo(0.354865, 6)
  expect(itemInformation({ ...curve, guess: 0.25 }, 0.5)).toBeCloseTo(0.22241, 5)
})
