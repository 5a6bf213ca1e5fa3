import { describe, expect, test } from 'vitest'
import { clusterDrawer } from '#lib/statistics/cluster-drawer'

function drawn(pools: readonly number[], key: string, times: number): Uint16Array[] {
  const draw = clusterDrawer(pools, key)
  const clusters = pools.reduce((sum, size) => sum + size, 0)
  return Array.from({ length: times }, () => {
    const counts = new Uint16Array(clusters)
    draw(counts)
    return counts
  })
}

const sum = (counts: Uint16Array) => counts.reduce((total, count) => total + count, 0)

describe('a resample', () => {
  test('draws as many clusters as each pool has', () => {
    for (const counts of drawn([5, 1, 30], 'a', 20)) {
      expect([counts.subarray(0, 5), counts.subarray(5, 6), counts.subarray(6)].map(sum)).toEqual([5, 1, 30])
    }
  })

  test('repeats itself under the same key and sizes only', () => {
    expect(drawn([40], 'a', 3)).toEqual(drawn([40], 'a', 3))
    expect(drawn([40], 'b', 3)).not.toEqual(drawn([40], 'a', 3))
    expect(drawn([40], 'a', 3)[0]).not.toEqual(drawn([40], 'a', 3)[1])
  })

  test('does not read what the counts held before', () => {
    const draw = clusterDrawer([40], 'a')
    const counts = new Uint16Array(40).fill(9)
    draw(counts)
    expect(counts).toEqual(drawn([40], 'a', 1)[0])
  })

  test('draws every cluster equally often', () => {
    // Chi-square of 29 degrees of freedom: its 99.9 % point, and its 0.1 %.
    const totals = new Float64Array(30)
    for (const counts of drawn([30], 'even', 2000))
      counts.forEach((count, at) => {
        totals[at] += count
      })
    const chiSquare = totals.reduce((total, count) => total + (count - 2000) ** 2 / 2000, 0)
    expect(chiSquare).toBeLessThan(58.3)
    expect(chiSquare).toBeGreaterThan(10.2)
  })

  test('draws without bias where the size does not divide what is drawn from', () => {
    // 2^16 holds 40,000 once and 25,536 again: those would come up twice as often.
    const totals = new Float64Array(40_000)
    for (const counts of drawn([40_000], 'uneven', 20))
      counts.forEach((count, at) => {
        totals[at] += count
      })
    const variance = totals.reduce((total, count) => total + (count - 20) ** 2, 0) / totals.length
    expect(variance / 20).toBeGreaterThan(0.96)
    expect(variance / 20).toBeLessThan(1.04)
  })

  test('reaches all of a pool that half a word is too short for', () => {
    const [counts] = drawn([7, 70_000], 'large', 1)
    expect(sum(counts)).toBe(70_007)
    // A share of 1/e is never drawn; the upper half is drawn as often as the lower.
    const never = counts.subarray(7).filter(count => count === 0).length
    expect(never / 70_000).toBeCloseTo(Math.exp(-1), 2)
    expect(sum(counts.subarray(35_007)) / 35_000).toBeCloseTo(1, 1)
  })
})
