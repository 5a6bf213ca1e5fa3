import { describe, expect, test } from 'vitest'
import type { RgbImage } from '#lib/domain/rgb-image'
import { referenceProbe } from '#lib/probes/reference'
import { gridOf, spatialShuffle } from '#lib/probes/spatial-shuffle'
import { editImage } from '#workers/evaluation/edit-image'
import { arrange, made, shape, sorted, upTo } from './made-subject'

const conditionsOf = (
  smallestSide: number,
  suite: 'demo' | 'standard' | 'full' = 'standard',
  benchmark = 'mmvp',
) => spatialShuffle.conditions(suite, made(benchmark, { smallestSide }), shape)
const gridsOf = (smallestSide: number) => [...new Set(conditionsOf(smallestSide).map(({ id }) => gridOf(id)))]

describe('the grids', () => {
  test.each([
    { side: 336, grids: [2, 4, 8, 14] },
    { side: 56, grids: [2, 4, 8, 14] },
    { side: 55, grids: [2, 4, 8] },
    { side: 48, grids: [2, 4, 8] },
    { side: 8, grids: [2] },
    { side: 7, grids: [] },
  ])('for pictures of $side px are $grids', ({ side, grids }) => {
    expect(gridsOf(side)).toEqual(grids)
  })

  test('have three seeds each, compared with the unshuffled picture of the same grid', () => {
    expect(conditionsOf(8)).toEqual([
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
    expect(conditionsOf(8, 'demo')).toHaveLength(3)
    expect(conditionsOf(8, 'full')).toHaveLength(6)
    expect(conditionsOf(336, 'standard', 'mmstar')).toEqual([])
    expect(conditionsOf(336, 'full', 'mmstar')).toHaveLength(24)
    expect(conditionsOf(336, 'full', 'pets')).toEqual([])
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
