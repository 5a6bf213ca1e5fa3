import { describe, expect, test } from 'vitest'
import { linearCka, rowSimilarities } from '#lib/statistics/similarities'
import { golden, imageLayers, known, textLayers, toFeatures } from './alignment-golden'

describe('rowSimilarities', () => {
  test('are cosines', () => {
    const { values } = known(
      rowSimilarities(
        toFeatures([
          [3, 4],
          [4, 3],
          [-6, -8],
          [0, 0],
        ]),
      ),
    )
    const close = [1, 0.96, -1, 0, 0.96, 1, -0.96, 0, -1, -0.96, 1, 0, 0, 0, 0, 0]
    expect([...values]).toEqual(close.map(value => expect.closeTo(value, 12)))
  })

  test.each([
    ['one row', [[1, 2]], { what: 'rows', have: 1, need: 2 }],
    [
      'equal rows',
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      { what: 'different rows', have: 1, need: 2 },
    ],
  ])('need more than %s', (_, rows, missing) => {
    expect(rowSimilarities(toFeatures(rows))).toEqual({ kind: 'not-enough-data', ...missing })
  })

  test('refuse what is not a number', () => {
    expect(() => rowSimilarities(toFeatures([[1], [Number.NaN]]))).toThrow(
      /row 1 of the features is not finite/,
    )
  })
})

describe('linearCka', () => {
  test.each(golden.cka.flatMap((row, image) => row.map((value, text) => ({ image, text, value }))))(
    'of image layer $image and text layer $text agrees with numpy',
    ({ image, text, value }) => {
      const [one, other] = [imageLayers[image], textLayers[text]]
      expect(one && other && linearCka(one, other)).toBeCloseTo(value, 10)
    },
  )

  test('is 1 of features with themselves, shifted, turned or scaled', () => {
    const features = golden.images[0] ?? []
    const turned = features.map(row => row.map((_, at) => 3 * (row[(at + 1) % row.length] ?? 0) + 5))
    expect(linearCka(toFeatures(features), toFeatures(turned))).toBeCloseTo(1, 5)
  })

  test('needs rows that differ', () => {
    expect(linearCka(toFeatures([[1]]), toFeatures([[1]]))).toMatchObject({ what: 'rows', have: 1, need: 2 })
    const equal = toFeatures([[1], [1]])
    expect(linearCka(toFeatures([[1], [2]]), equal)).toMatchObject({
      what: 'different rows',
      have: 1,
      need: 2,
    })
  })
})
