import { describe, expect, test } from 'vitest'
import { tooFew } from '#lib/domain/not-enough-data'
import {
  againstChance,
  alignLayers,
  alignmentKept,
  drawHalves,
  layerNeighbours,
} from '#lib/statistics/layer-alignment'
import { golden, imageLayers, known, similaritiesOf, textLayers } from './alignment-golden'

const halves = { choosing: Uint32Array.from(golden.choosing), measuring: Uint32Array.from(golden.measuring) }
const neighbours = (layers: typeof imageLayers) =>
  layers.map(layer => layerNeighbours(similaritiesOf(layer), halves, golden.k))

describe('alignLayers', () => {
  const images = neighbours(imageLayers)
  const texts = neighbours(textLayers)

  test('takes the best pair of layers, as numpy does', () => {
    const [imageLayer, textLayer] = golden.best
    expect(known(alignLayers(images, texts)).maximum).toMatchObject({
      imageLayer,
      textLayer,
      value: expect.closeTo(golden.mutual[imageLayer]?.[textLayer] ?? -1, 12),
      chance: 5 / 47,
    })
  })

  test('chooses a pair on one half and measures it on the other', () => {
    const [imageLayer, textLayer] = golden.chosen
    expect(known(alignLayers(images, texts)).halfSplit).toMatchObject({
      imageLayer,
      textLayer,
      value: expect.closeTo(golden.measured, 12),
      chance: 5 / 23,
      corrected: expect.closeTo((golden.measured - 5 / 23) / (1 - 5 / 23), 12),
    })
  })

  test('passes over layers without neighbours', () => {
    const constant = tooFew('different rows', 1, 2)
    const { maximum } = known(alignLayers([constant, ...images], texts))
    expect(maximum.imageLayer).toBe(golden.best[0] + 1)
    expect(alignLayers([constant], texts)).toEqual(constant)
    expect(alignLayers(images, [])).toEqual(tooFew('pairs of layers', 0, 1))
  })
})

test('T33: chance, corrected scores and what is kept', () => {
  const encoder = againstChance(0.28, 10, 1000)
  const checkpoint = againstChance(0.21, 10, 1000)
  expect(encoder).toEqual({
    value: 0.28,
    chance: expect.closeTo(0.01001, 5),
    corrected: expect.closeTo(0.27272, 5),
  })
  expect(checkpoint.corrected).toBeCloseTo(0.202012, 5)
  expect(alignmentKept(encoder, checkpoint)).toBeCloseTo(0.740731, 5)
})

test('nothing can be kept of an encoder at chance', () => {
  const atChance = againstChance(10 / 999, 10, 1000)
  expect(alignmentKept(atChance, againstChance(0.21, 10, 1000))).toMatchObject({ kind: 'not-enough-data' })
})

test('halves are drawn by key, and share no row', () => {
  const { choosing, measuring } = drawHalves(101, 'docci')
  expect([choosing.length, measuring.length]).toEqual([50, 51])
  expect([...choosing, ...measuring].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 101 }, (_, row) => row),
  )
  expect([...choosing]).toEqual([...choosing].sort((a, b) => a - b))
  expect(drawHalves(101, 'docci')).toEqual({ choosing, measuring })
  expect(drawHalves(101, 'coco')).not.toEqual({ choosing, measuring })
})

test('a half needs more rows than neighbours', () => {
  const small = drawHalves(48, 'docci')
  const [layer] = imageLayers
  expect(layer && layerNeighbours(similaritiesOf(layer), small, 24)).toEqual(tooFew('rows', 24, 25))
})
