import { describe, expect, test } from 'vitest'
import type { DrawKey } from '#lib/domain/draw-key'
import { keyedRandom } from '#lib/statistics/keyed-random'

const key: DrawKey = { seed: 1, probe: 'permutation', condition: 'seed-1', item: '17' }
const firstNumbers = (of: DrawKey) => {
  const random = keyedRandom(of)
  return Array.from({ length: 9 }, () => random.uint32())
}

describe('a keyed generator', () => {
  test('repeats its numbers under an equal key', () => {
    expect(firstNumbers({ ...key })).toEqual(firstNumbers(key))
  })

  test.each([{ seed: 2 }, { probe: 'spatial-shuffle' }, { condition: 'seed-2' }, { item: '18' }])(
    'draws something else once the key has %o',
    change => {
      expect(firstNumbers({ ...key, ...change })).not.toEqual(firstNumbers(key))
    },
  )

  test('does not repeat itself from block to block', () => {
    expect(new Set(firstNumbers(key)).size).toBe(9)
  })

  test('draws every integer below a bound about equally often', () => {
    const random = keyedRandom(key)
    const counts = [0, 0, 0]
    for (let draw = 0; draw < 3000; draw++) {
      const value = random.below(3)
      counts[value] = (counts[value] ?? 0) + 1
    }
    expect(counts.length).toBe(3)
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(100)
  })

  test('permutes: each position once, and each order of three about equally often', () => {
    const random = keyedRandom(key)
    expect([...random.permutation(100)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    )
    const orders = Map.groupBy(Array.from({ length: 3000 }), () => random.permutation(3).join())
    expect(orders.size).toBe(6)
    for (const drawn of orders.values()) expect(Math.abs(drawn.length - 500)).toBeLessThan(80)
  })
})
