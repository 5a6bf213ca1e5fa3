import { expect, test } from 'vitest'
import { mme } from '#lib/benchmarks/mme'
import { mmstar } from '#lib/benchmarks/mmstar'
import { mmvp } from '#lib/benchmarks/mmvp'
import type { ItemRecord } from '#lib/domain/item'
import { variantBenchmark } from '#lib/leaderboard/harder/variant-benchmark'
import { variantChange } from '#lib/leaderboard/items/variant-change'
import { variantPairs } from '#lib/leaderboard/items/variant-pairs'
import { layOutUnits } from '#lib/leaderboard/unit-layout'

const options = ['A', 'B', 'C', 'D'].map(label => ({ label, text: label }))
const hex = (at: number) => at.toString(16).padStart(64, '0')

function item(id: string, group: string, details: Record<string, string> = {}): ItemRecord {
  const common = { question: '', answer: 'A', category: '', imageHash: hex(Number(id[0])), hash: hex(1) }
  return { id, group, details, options, ...common }
}

function variant(id: string, group: string, parents: readonly string[], floor: string): ItemRecord {
  return item(id, group, { parents: JSON.stringify(parents), guess_floor: floor })
}

const circular = variantBenchmark(mmstar, 'circular') ?? mmstar
const side = (benchmark: typeof mmstar, items: readonly ItemRecord[], scores: readonly number[]) => ({
  layout: layOutUnits(benchmark, items),
  items,
  cell: { scores: Float32Array.from(scores) },
})

test('a group is right if all of it is, and stands beside the item it was made of', () => {
  const source = side(mmstar, [item('1', ''), item('2', ''), item('3', '')], [1, 1, 0])
  const variants = side(
    circular,
    [
      variant('1a', 'g1', ['1'], '0.0625'),
      variant('1b', 'g1', ['1'], '0.0625'),
      variant('2a', 'g2', ['2'], '0.0625'),
      variant('2b', 'g2', ['2'], '0.0625'),
      variant('2c', 'g3', ['1', '2'], '0.5'),
      variant('3a', 'g4', ['9'], '0.5'),
      variant('3b', 'g5', ['3'], '0.5'),
    ],
    [1, 1, 1, 0, 1, 1, Number.NaN],
  )
  const [first, second, both, ...more] = variantPairs(variants, source)
  expect(first).toMatchObject({ parent: 1, variant: 1, parentFloor: 0.25, variantFloor: 0.0625 })
  expect(second).toMatchObject({ parent: 1, variant: 0, parentFloor: 0.25 })
  // The last group was made of both.
  expect(first.cluster).toBe(second.cluster)
  // Of two parents both must be right, and a guess hits them independently.
  expect(both).toMatchObject({ parent: 1, variant: 1, parentFloor: 0.0625, variantFloor: 0.5 })
  // A parent that the source does not have, and a group that was not asked.
  expect(more).toEqual([])
})

test('one item of a pair is not worth the pair: its own score and its own floor', () => {
  const two = ['A', 'B'].map(label => ({ label, text: label }))
  const items = Array.from({ length: 40 }, (_, at) => ({
    ...item(String(at), ''),
    options: two,
    imageHash: hex(at),
  }))
  // Right on the first of every pair, before and after the options changed places.
  const scores = items.map((_, at) => (at + 1) % 2)
  const shuffled = items.map(({ id }, at) => ({
    ...variant(`${id}~`, `g${id}`, [id], '0.5'),
    imageHash: hex(at),
  }))
  const pairs = variantPairs(
    side(variantBenchmark(mmvp, 'option-shuffle') ?? mmvp, shuffled, scores),
    side(mmvp, items, scores),
  )
  expect(pairs.length).toBe(40)
  expect(pairs[0]).toMatchObject({ parent: 1, variant: 1, parentFloor: 0.5, variantFloor: 0.5 })
  expect(variantChange(pairs)).toMatchObject({ difference: 0 })
})

test('a group that holds the whole unit is compared with the unit', () => {
  const asked = [0, 1].map(at => ({ ...item(String(at), 'image'), options: [], answer: 'Yes' }))
  const group = asked.map(({ id }) => variant(`${id}~`, 'g', [id], '0.375'))
  const [pair] = variantPairs(side(circular, group, [1, 0]), side(mme, asked, [1, 0]))
  // Half the accuracy and half for both right, as MME judges a picture.
  expect(pair).toMatchObject({ parent: 0.25, parentFloor: 0.375 })
})

test('groups that share a parent are one cluster, through whichever of their parents', () => {
  const source = side(mmstar, [item('1', ''), item('2', ''), item('3', '')], [1, 1, 1])
  const groups = [
    variant('a', 'g1', ['1'], '0.25'),
    variant('b', 'g2', ['2', '1'], '0.25'),
    variant('c', 'g3', ['3'], '0.25'),
  ]
  const clusters = variantPairs(side(circular, groups, [1, 1, 1]), source).map(({ cluster }) => cluster)
  expect(clusters[0]).toBe(clusters[1])
  expect(clusters[2]).not.toBe(clusters[0])
})
