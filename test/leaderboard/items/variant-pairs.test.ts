import { expect, test } from 'vitest'
import { mmstar } from '#lib/benchmarks/mmstar'
import type { ItemRecord } from '#lib/domain/item'
import { variantBenchmark } from '#lib/leaderboard/harder/variant-benchmark'
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
  expect(first.cluster).not.toBe(second.cluster)
  // Of two parents both must be right, and a guess hits them independently.
  expect(both).toMatchObject({ parent: 1, variant: 1, parentFloor: 0.0625, variantFloor: 0.5 })
  // A parent that the source does not have, and a group that was not asked.
  expect(more).toEqual([])
})
