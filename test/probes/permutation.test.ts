import { describe, expect, test } from 'vitest'
import { permutation } from '#lib/probes/permutation'
import type { Condition } from '#lib/probes/probe'
import { keyedRandom } from '#lib/statistics/keyed-random'

/** A base block of 2 x 2, a newline after each row, then tiles of 1 x 3 with one at the end. */
const visualTokens = {
  count: 10,
  blocks: [
    { kind: 'base', rows: 2, columns: 2, tokens: Uint32Array.of(0, 1, 3, 4) },
    { kind: 'tiles', rows: 1, columns: 3, tokens: Uint32Array.of(6, 7, 8) },
  ],
} as const
const separators = [2, 5, 9]
const subject = { item: '1', image: { width: 48, height: 48 }, visualTokens }
const conditions = permutation.conditions('demo', { benchmark: 'mmstar', smallestSide: 48 })

function orderUnder(condition: Condition | undefined, item = '1', layout = visualTokens as Layout): number[] {
  if (!condition) throw new Error('no such condition')
  const key = { seed: condition.seed, probe: permutation.id, condition: condition.id, item }
  const trial = permutation.arrange({ ...subject, item, visualTokens: layout }, condition, keyedRandom(key))
  const [edit] = trial.interventions
  if (edit?.at !== 'visual-tokens') throw new Error('visual tokens are not touched')
  return [...edit.order]
}
type Layout = Parameters<typeof permutation.arrange>[0]['visualTokens']

const reversed = conditions.find(({ id }) => id === 'reversed')
const [first, second] = conditions

describe('permutation', () => {
  test('leaves separators in place and patches within their block', () => {
    for (const condition of conditions) {
      const order = orderUnder(condition)
      expect(separators.map(slot => order[slot])).toEqual(separators)
      expect(order.filter((_, slot) => slot < 5 && slot !== 2).sort()).toEqual([0, 1, 3, 4])
      expect(order.slice(6, 9).sort()).toEqual([6, 7, 8])
    }
  })

  test('reproduces the reference under the identity', () => {
    const identity = {
      uint32: () => 0,
      below: () => 0,
      permutation: (n: number) => Uint32Array.from({ length: n }, (_, i) => i),
    }
    const trial = first && permutation.arrange(subject, first, identity)
    const order = Uint32Array.from({ length: 10 }, (_, row) => row)
    expect(trial).toEqual({ interventions: [{ at: 'visual-tokens', order }], readout: { kind: 'generate' } })
  })

  test('draws the same trial under the same key, another for another seed or item', () => {
    const wide = {
      count: 64,
      blocks: [
        { kind: 'base' as const, rows: 8, columns: 8, tokens: Uint32Array.from({ length: 64 }, (_, i) => i) },
      ],
    }
    expect(orderUnder(first, '1', wide)).toEqual(orderUnder(first, '1', wide))
    expect(orderUnder(second, '1', wide)).not.toEqual(orderUnder(first, '1', wide))
    expect(orderUnder(first, '2', wide)).not.toEqual(orderUnder(first, '1', wide))
  })

  test('reversed turns each block around, and back when done twice', () => {
    const order = orderUnder(reversed)
    expect(order).toEqual([4, 3, 2, 1, 0, 5, 8, 7, 6, 9])
    expect(order.map(slot => order[slot])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('has five seeds and one control, all compared with the reference', () => {
    expect(conditions.map(({ setting, seed }) => [setting, seed])).toEqual([
      ['permuted', 1],
      ['permuted', 2],
      ['permuted', 3],
      ['permuted', 4],
      ['permuted', 5],
      ['reversed', 0],
    ])
    for (const { reference } of conditions)
      expect(reference).toEqual({ probe: 'reference', condition: 'reference' })
  })
})
