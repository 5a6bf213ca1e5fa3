import { describe, expect, test } from 'vitest'
import { scoreImageGroups, scoreRotations } from '#lib/statistics/answer-groups'
import { estimateMean } from '#lib/statistics/intervals'
import { flatDesign } from '#lib/statistics/stratified-mean'

/** The benchmark's score of each way of counting. */
function meansOf(scores: object): Record<string, number> {
  return Object.fromEntries(
    Object.entries(scores).map(([name, values]) => [
      name,
      estimateMean(values, flatDesign(values.length)).value,
    ]),
  )
}

describe('scoreRotations', () => {
  test('T23: the file order, the mean and all rotations right', () => {
    const correct = [
      [1, 1, 1, 1],
      [1, 0, 1, 1],
      [0, 0, 1, 0],
      [1, 1, 1, 1],
    ]
    const rotations = [0, 1, 2, 3].map(rotation => correct.map(item => item[rotation]))
    expect(meansOf({ vanilla: Float64Array.from(rotations[0]), ...scoreRotations(rotations) })).toEqual({
      vanilla: 0.75,
      mean: 0.75,
      circular: 0.5,
    })
  })

  test('an item with fewer options has fewer rotations; one that none asked has no score', () => {
    const { mean, circular } = scoreRotations([
      [1, 1, Number.NaN],
      [0, Number.NaN, Number.NaN],
    ])
    expect([...mean]).toEqual([0.5, 1, Number.NaN])
    expect([...circular]).toEqual([0, 1, Number.NaN])
  })
})

describe('scoreImageGroups', () => {
  test('T24: accuracy, and groups by question, image and altogether', () => {
    const correct = [
      [
        [1, 1],
        [1, 1],
      ],
      [
        [1, 0],
        [1, 1],
      ],
      [
        [1, 0],
        [0, 1],
      ],
      [
        [0, 1],
        [1, 1],
      ],
    ]
    expect(meansOf(scoreImageGroups(correct))).toEqual({
      accuracy: 0.75,
      question: 0.5,
      image: 0.5,
      group: 0.25,
    })
  })

  test('tells questions from images', () => {
    const crossed = [
      [
        [1, 1],
        [0, 0],
      ],
    ]
    expect(meansOf(scoreImageGroups(crossed))).toEqual({ accuracy: 0.5, question: 0.5, image: 0, group: 0 })
  })

  test('needs a group, and answers in each', () => {
    expect(scoreImageGroups([])).toMatchObject({ kind: 'not-enough-data', what: 'groups' })
    expect(scoreImageGroups([[[1]], [[]]])).toMatchObject({
      kind: 'not-enough-data',
      what: 'answers of a group',
    })
  })
})
