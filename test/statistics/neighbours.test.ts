import { describe, expect, test } from 'vitest'
import { cycleKnn, mutualKnn, nearestNeighbours, neighbourOverlaps } from '#lib/statistics/neighbours'
import { golden, imageLayers, neighboursOf, textLayers, toFeatures } from './alignment-golden'

const a = toFeatures([
  [1, 0.2, 0],
  [0.9, 0.1, 0.3],
  [0, 1, 0.2],
  [0.1, 0.8, 0.4],
  [0.2, 0.1, 1],
  [0.5, 0.5, 0.6],
])
const b = toFeatures([
  [0.8, 0.1],
  [0.7, 0.4],
  [0.1, 0.9],
  [0.6, 0.5],
  [-0.4, 0.8],
  [0.3, 0.7],
])

test('T13: mutual k-NN of two and cycle k-NN of one neighbour', () => {
  expect(mutualKnn(neighboursOf(a, 2), neighboursOf(b, 2))).toBeCloseTo(0.5, 5)
  expect(cycleKnn(neighboursOf(a, 1), neighboursOf(b, 1))).toBeCloseTo(0.166667, 5)
})

describe('against numpy', () => {
  const pairs = golden.mutual.flatMap((row, image) => row.map((value, text) => ({ image, text, value })))

  test.each(pairs)('mutual k-NN of image layer $image and text layer $text', ({ image, text, value }) => {
    const [one, other] = [imageLayers[image] ?? a, textLayers[text] ?? a]
    expect(mutualKnn(neighboursOf(one), neighboursOf(other))).toBeCloseTo(value, 12)
    const overlaps = neighbourOverlaps(neighboursOf(one), neighboursOf(other))
    expect(overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length).toBeCloseTo(value, 12)
  })

  test.each(pairs)('cycle k-NN of image layer $image and text layer $text', ({ image, text }) => {
    const [one, other] = [imageLayers[image] ?? a, textLayers[text] ?? a]
    expect(cycleKnn(neighboursOf(one), neighboursOf(other))).toBeCloseTo(
      golden.cycle[image]?.[text] ?? -1,
      12,
    )
  })
})

describe('nearestNeighbours', () => {
  test('of equal similarity come in the order of the rows', () => {
    const similarities = {
      rows: 4,
      values: Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0.5, 0, 0, 1, 0, 0, 0.5, 0, 1),
    }
    expect(nearestNeighbours(similarities, 2)).toMatchObject({
      lists: Uint32Array.of(1, 2, 3, 0, 0, 1, 1, 0),
    })
  })

  test('among some rows are numbered within them', () => {
    const similarities = { rows: 4, values: Float64Array.of(1, 9, 2, 3, 9, 1, 9, 9, 2, 9, 1, 4, 3, 9, 4, 1) }
    expect(nearestNeighbours(similarities, 1, Uint32Array.of(0, 2, 3))).toMatchObject({
      rows: 3,
      lists: Uint32Array.of(2, 2, 1),
    })
  })

  test('need more rows than neighbours', () => {
    const similarities = { rows: 3, values: new Float64Array(9) }
    expect(nearestNeighbours(similarities, 3)).toEqual({
      kind: 'not-enough-data',
      what: 'rows',
      have: 3,
      need: 4,
    })
    expect(nearestNeighbours(similarities, 1, new Uint32Array(0))).toMatchObject({ have: 0, need: 2 })
  })
})
