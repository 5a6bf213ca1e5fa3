import { expect, test } from 'vitest'
import { clampFeatures, outlierThreshold } from '#lib/statistics/features'
import { golden, toFeatures } from './alignment-golden'

test('T14: threshold and clamp', () => {
  const features = toFeatures([
    [0.1, -0.2, 3],
    [0.4, -0.5, 0.6],
    [-0.7, 0.8, -9],
    [1, -1.1, 1.2],
  ])
  const threshold = outlierThreshold([features], 0.75)
  expect(threshold).toBeCloseTo(1.2, 5)
  const row2 = [...clampFeatures(features, threshold).values.subarray(6, 9)]
  expect(row2).toEqual([-0.7, 0.8, -1.2].map(value => expect.closeTo(value, 5)))
})

test('takes all layers of a model together, as numpy does', () => {
  const thresholds = [golden.images, golden.texts].map(layers =>
    outlierThreshold(layers.map(toFeatures), golden.share),
  )
  expect(thresholds).toEqual(golden.thresholds)
})

test('is the sorted element at every place, whatever the magnitudes', () => {
  const values = Float32Array.from(
    { length: 60 },
    (_, at) => (at % 2 ? -1 : 1) * 1.7 ** (((at * 7) % 60) - 30),
  )
  const sorted = values.map(Math.abs).sort()
  const view = new Float32Array(new ArrayBuffer(64 * 4), 16)
  view.set(values)
  for (const place of [0, 1, 29, 58, 59])
    expect(outlierThreshold([{ rows: 6, width: 10, values: view }], (place + 0.5) / 60)).toBe(sorted[place])
  expect(outlierThreshold([{ rows: 6, width: 10, values }], 1)).toBe(sorted[59])
})

test.each([
  ['nothing', [], /needs 1 feature/],
  ['a value that is not a number', [toFeatures([[1, Number.NaN]])], /not finite/],
  ['an infinite value', [toFeatures([[1, Number.NEGATIVE_INFINITY]])], /not finite/],
])('refuses %s', (_, layers, message) => {
  expect(() => outlierThreshold(layers)).toThrow(message)
})
