import { describe, expect, test } from 'vitest'
import type { RgbImage } from '#lib/domain/rgb-image'
import { referenceProbe } from '#lib/probes/reference'
import { gridOf, spatialShuffle } from '#lib/probes/spatial-shuffle'
import { editImage } from '#workers/evaluation/edit-image'
import { arrange, made, shape, sorted, upTo } from './made-subject'

const conditionsOf = (suite: 'demo' | 'standard' | 'full' = 'standard', benchmark = 'mmvp') =>
  spatialShuffle.conditions(suite, made(benchmark), shape)

describe('the grids', () => {
  test('are the same for every benchmark, so that areas have one axis', () => {
    const gridsOf = (benchmark: string) => [
      ...new Set(conditionsOf('full', benchmark).map(({ id }) => gridOf(id))),
    ]
    for (const benchmark of ['mmvp', 'chartqa', 'mme']) expect(gridsOf(benchmark)).toEqual([2, 4, 8, 14])
  })

  test('make a picture that is too small larger, a cell a pixel at least', () => {
    const tiny: RgbImage = { width: 5, height: 9, pixels: new Uint8Array(135).fill(7) }
    const order = Uint32Array.from(upTo(196))
    expect(editImage(tiny, { kind: 'shuffle-cells', grid: 14, order })).toEqual({
      width: 14,
      height: 14,
      pixels: new Uint8Array(588).fill(7),
    })
  })

  test('have three seeds each, compared with the unshuffled picture of the same grid', () => {
    expect(conditionsOf().slice(0, 4)).toEqual([
      { id: 'grid-2/unshuffled', setting: null, seed: 0, reference: null },
      ...[1, 2, 3].map(seed => ({
        id: `grid-2/seed-${seed}`,
        setting: 'grid-2',
        seed,
        reference: { probe: 'spatial-shuffle', condition: 'grid-2/unshuffled' },
      })),
    ])
  })

  test('have two seeds in the demo and five in the full suite, which takes all benchmarks', () => {
    expect(conditionsOf('demo')).toHaveLength(4 * 3)
    expect(conditionsOf('full')).toHaveLength(4 * 6)
    expect(conditionsOf('standard', 'mmstar')).toEqual([])
    expect(conditionsOf('full', 'mmstar')).toHaveLength(24)
    expect(conditionsOf('full', 'pets')).toEqual([])
  })
})

describe('spatial shuffle', () => {
  test('unshuffled is the reference itself where the grid divides the picture', () => {
    expect(arrange(spatialShuffle, 'grid-4/unshuffled')).toEqual(arrange(referenceProbe, 'reference'))
    const image = { width: 334, height: 336 }
    expect(arrange(spatialShuffle, 'grid-4/unshuffled', { image }).interventions).toEqual([
      { at: 'image', edit: { kind: 'fit-grid', grid: 4 } },
    ])
  })

  test('draws the same trial under the same key, another for another seed or item', () => {
    const drawn = (id: string, item = '1') => arrange(spatialShuffle, id, { item })
    expect(drawn('grid-4/seed-1')).toEqual(drawn('grid-4/seed-1'))
    expect(drawn('grid-4/seed-2')).not.toEqual(drawn('grid-4/seed-1'))
    expect(drawn('grid-4/seed-1', '2')).not.toEqual(drawn('grid-4/seed-1'))
  })

  test('moves every cell once', () => {
    const [edit] = arrange(spatialShuffle, 'grid-8/seed-2').interventions
    const order = edit?.at === 'image' && edit.edit.kind === 'shuffle-cells' ? edit.edit.order : []
    expect(sorted(order)).toEqual(upTo(64))
  })

  test('gives the unshuffled picture under the identity', () => {
    const picture: RgbImage = { width: 9, height: 6, pixels: Uint8Array.from({ length: 162 }, (_, i) => i) }
    const order = Uint32Array.of(0, 1, 2, 3)
    expect(editImage(picture, { kind: 'shuffle-cells', grid: 2, order })).toEqual(
      editImage(picture, { kind: 'fit-grid', grid: 2 }),
    )
  })
})
