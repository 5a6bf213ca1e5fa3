import { describe, expect, test } from 'vitest'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { Trial } from '#lib/domain/trial'
import { referenceCondition, referenceProbe } from '#lib/probes/reference'
import { gridOf, spatialShuffle } from '#lib/probes/spatial-shuffle'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { editImage } from '#workers/evaluation/edit-image'

const visualTokens = { count: 0, blocks: [] }
const conditionsOf = (smallestSide: number) =>
  spatialShuffle.conditions('demo', { benchmark: 'mmstar', smallestSide })
const gridsOf = (smallestSide: number) => [...new Set(conditionsOf(smallestSide).map(({ id }) => gridOf(id)))]

function arranged(id: string, image = { width: 336, height: 336 }, item = '1', draw = id): Trial {
  const condition = conditionsOf(336).find(one => one.id === id)
  if (!condition) throw new Error(`no condition ${id}`)
  const key = { seed: condition.seed, probe: spatialShuffle.id, condition: draw, item }
  return spatialShuffle.arrange({ item, image, visualTokens }, condition, keyedRandom(key))
}

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
})

describe('spatial shuffle', () => {
  test('unshuffled is the reference itself where the grid divides the picture', () => {
    const subject = { item: '1', image: { width: 336, height: 336 }, visualTokens }
    const random = keyedRandom({ seed: 0, probe: 'reference', condition: 'reference', item: '1' })
    expect(arranged('grid-4/unshuffled')).toEqual(referenceProbe.arrange(subject, referenceCondition, random))
    expect(arranged('grid-4/unshuffled', { width: 334, height: 336 }).interventions).toEqual([
      { at: 'image', edit: { kind: 'fit-grid', grid: 4 } },
    ])
  })

  test('draws the same trial under the same key, another for another seed or item', () => {
    expect(arranged('grid-4/seed-1')).toEqual(arranged('grid-4/seed-1'))
    expect(arranged('grid-4/seed-2')).not.toEqual(arranged('grid-4/seed-1'))
    expect(arranged('grid-4/seed-1', undefined, '2')).not.toEqual(arranged('grid-4/seed-1'))
  })

  test('moves every cell once', () => {
    const [edit] = arranged('grid-8/seed-2').interventions
    const order = edit?.at === 'image' && edit.edit.kind === 'shuffle-cells' ? edit.edit.order : []
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, cell) => cell))
  })

  test('gives the unshuffled picture under the identity', () => {
    const picture: RgbImage = { width: 9, height: 6, pixels: Uint8Array.from({ length: 162 }, (_, i) => i) }
    const order = Uint32Array.of(0, 1, 2, 3)
    expect(editImage(picture, { kind: 'shuffle-cells', grid: 2, order })).toEqual(
      editImage(picture, { kind: 'fit-grid', grid: 2 }),
    )
  })
})
