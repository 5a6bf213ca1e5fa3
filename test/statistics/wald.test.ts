import { describe, expect, test } from 'vitest'
import { covarianceOf, shrinkToDiagonal, waldTest } from '#lib/statistics/wald'

describe('waldTest', () => {
  test('T30: statistic and p with two degrees of freedom', () => {
    const test = waldTest(
      [0.05, -0.02],
      [
        [0.0004, 0.0001],
        [0.0001, 0.0009],
      ],
    )
    expect(test).toEqual({ statistic: expect.closeTo(7.457143, 5), df: 2, p: expect.closeTo(0.024027, 5) })
  })

  test('with three, and far out in the tail, agrees with scipy', () => {
    const covariance = [
      [4e-4, 1e-4, -5e-5],
      [1e-4, 9e-4, 2e-4],
      [-5e-5, 2e-4, 1e-4],
    ]
    expect(waldTest([0.05, -0.02, 0.01], covariance)).toEqual({
      statistic: expect.closeTo(21.288135593220343, 8),
      df: 3,
      p: expect.closeTo(9.172227715483084e-5, 10),
    })
    const twelve = Array.from({ length: 12 }, (_, a) =>
      Array.from({ length: 12 }, (_, b) => (a === b ? 1 : 0)),
    )
    const far = waldTest(new Array(12).fill(5), twelve)
    expect('p' in far && far.p / 4.6959578959561177e-57).toBeCloseTo(1, 8)
  })

  test.each([
    ['a property', [], [], { what: 'properties', have: 0, need: 1 }],
    [
      'variance in every property',
      [0.1, 0.2],
      [
        [0.01, 0],
        [0, 0],
      ],
      { what: 'properties that vary', have: 1, need: 2 },
    ],
    [
      'properties that are not one another',
      [0.1, 0.2],
      [
        [0.01, 0.02],
        [0.02, 0.04],
      ],
      { what: 'properties that vary independently', have: 1, need: 2 },
    ],
    [
      'properties that are not all but one another',
      [0.1, 0.2],
      [
        [1, 1 - 1e-14],
        [1 - 1e-14, 1],
      ],
      { what: 'properties that vary independently', have: 1, need: 2 },
    ],
  ])('needs %s', (_, difference, covariance, missing) => {
    expect(waldTest(difference, covariance)).toEqual({ kind: 'not-enough-data', ...missing })
  })
})

test('covarianceOf is the sample covariance of common replicates', () => {
  expect(
    covarianceOf([
      [1, 2, 3, 4],
      [2, 1, 4, 3],
    ]),
  ).toEqual([
    [expect.closeTo(5 / 3, 12), 1],
    [1, expect.closeTo(5 / 3, 12)],
  ])
  expect(covarianceOf([[1]])).toMatchObject({ kind: 'not-enough-data', have: 1, need: 2 })
})

test('shrinking takes a tenth off what is beside the diagonal', () => {
  expect(
    shrinkToDiagonal([
      [4, 1],
      [1, 9],
    ]),
  ).toEqual([
    [4, 0.9],
    [0.9, 9],
  ])
})
