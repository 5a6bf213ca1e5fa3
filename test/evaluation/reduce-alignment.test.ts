import { expect, test } from 'vitest'
import { docci } from '#lib/benchmarks/docci'
import { alignmentKnn } from '#lib/probes/alignment-knn'
import { drawHalves } from '#lib/statistics/layer-alignment'
import { greyPicture, madeFile } from '#test/evaluation/made-item'
import { align, changeOf, layersOf } from '#workers/evaluation/aligned-sides'
import { alignedItems } from '#workers/evaluation/reduce-alignment'

const rows = [3, 1, 4, 0, 2].map(at => ({ index: `test_0000${at}`, description: `There are ${at}.` }))
const reduction = alignmentKnn.reduction?.('demo')
if (!reduction) throw new Error('the probe has a reduction')

test('the pairs are the first by their ids, whatever order a file has them in', () => {
  const forms = [rows, rows.toReversed()].map(order => madeFile(docci, order, at => [greyPicture(at, 8)]))
  for (const { items } of forms)
    expect(alignedItems(items, 3).map(({ id }) => id)).toEqual(['test_00000', 'test_00001', 'test_00002'])
})

test('a description without its picture, or of another split, is no pair', () => {
  const others = [...rows, { index: 'qual_00000', description: 'Another.', split: 'qual_test' }]
  const { items } = madeFile(docci, others, at => (at === 3 ? [] : [greyPicture(at, 8)]))
  expect(alignedItems(items, 9).map(({ id }) => id)).toEqual([
    'test_00001',
    'test_00002',
    'test_00003',
    'test_00004',
  ])
})

const count = 48
/** Layers that tell rows apart by sines of some frequencies. */
function madeLayers(...frequencies: number[]) {
  const layers = frequencies.map(frequency =>
    Float32Array.from({ length: count * 3 }, (_, at) =>
      Math.sin(frequency * Math.floor(at / 3) * (1 + (at % 3))),
    ),
  )
  return { width: 3, items: count, layers }
}

test('others are let through between layers and between permutations, and may end the work', async () => {
  let pauses = 0
  let most = Number.POSITIVE_INFINITY
  const pause = async () => {
    pauses += 1
    if (pauses > most) throw new Error('the lease is lost')
  }
  const comparing = { reduction, halves: drawHalves(count, 'k'), key: 'k', pause }
  const texts = await layersOf('text', madeLayers(0.1, 0.7), comparing)
  const own = await layersOf('encoder', madeLayers(0.11, 0.3, 0.9), comparing)
  expect(pauses).toBe(5)
  const found = await align(own, texts, comparing)
  expect(pauses).toBeGreaterThan(5 + reduction.nullPermutations)
  const other = await layersOf('image-positions', madeLayers(0.2), comparing)
  const answered = await align(other, texts, comparing)
  const { difference, halfSampleSe } = changeOf([own, found], [other, answered], texts, comparing)
  // What is stored as the change is what the measured rows differ by.
  expect(difference).toBeCloseTo(answered.score - found.score, 12)
  expect(halfSampleSe).toBeGreaterThan(0)
  most = pauses + 10
  await expect(align(own, texts, comparing)).rejects.toThrow('the lease is lost')
})
