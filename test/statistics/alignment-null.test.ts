import { describe, expect, test } from 'vitest'
import { tooFew } from '#lib/domain/not-enough-data'
import { permutedMaxima, permutedMaximum, summariseNull } from '#lib/statistics/alignment-null'
import { mutualKnn, type Neighbours } from '#lib/statistics/neighbours'
import { golden, imageLayers, known, neighboursOf, textLayers } from './alignment-golden'

const images = imageLayers.map(layer => neighboursOf(layer))
const texts = textLayers.map(layer => neighboursOf(layer))
const best = Math.max(...golden.mutual.flat())

test('a permutation moves the rows of the texts, as numpy does', () => {
  expect(permutedMaximum(images, texts, Uint32Array.from(golden.order))).toBeCloseTo(golden.permuted, 12)
  const identity = Uint32Array.from(golden.order, (_, row) => row)
  expect(permutedMaximum(images, texts, identity)).toBeCloseTo(best, 12)
})

const nullOf = (score: number, images: readonly Neighbours[], texts: readonly Neighbours[]) =>
  summariseNull(score, [...permutedMaxima(images, texts, 'docci', 200)])

describe('the null', () => {
  test('of one pair lies about chance', () => {
    const [image, text] = [images.slice(2), texts.slice(1, 2)]
    const score = mutualKnn(known(image[0] ?? tooFew('', 0, 1)), known(text[0] ?? tooFew('', 0, 1)))
    const { mean, high, p } = known(nullOf(score, image, text))
    expect(mean).toBeCloseTo(5 / 47, 2)
    expect(high).toBeGreaterThan(mean)
    expect(p).toBeCloseTo(1 / 201, 12)
  })

  test('of a maximum lies higher: more layers find more by chance', () => {
    const all = known(nullOf(best, images, texts))
    const one = known(nullOf(best, images.slice(0, 1), texts.slice(0, 1)))
    expect(all.mean).toBeGreaterThan(one.mean + 0.01)
    expect(known(nullOf(0, images, texts)).p).toBe(1)
  })

  test('needs a pair of layers', () => {
    expect(nullOf(0.5, [], texts)).toEqual(tooFew('permutations', 0, 1))
    expect(nullOf(0.5, images, [])).toEqual(tooFew('permutations', 0, 1))
  })
})
