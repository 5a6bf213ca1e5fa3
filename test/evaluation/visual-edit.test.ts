import { describe, expect, test } from 'vitest'
import type { Intervention } from '#lib/domain/trial'
import { editTokens, visualEdit } from '#workers/evaluation/visual-edit'
import { uniformNoise } from '#workers/runtime/uniform-noise'

const width = 2
const tokens = {
  layout: { count: 4, blocks: [{ kind: 'base', rows: 2, columns: 2, tokens: Uint32Array.of(0, 1, 2, 3) }] },
  rows: Float32Array.of(0, 1, 10, 11, 20, 21, 30, 31),
} as const
const rows = (...some: number[]) => Uint32Array.from(some)
const key = { seed: 1, probe: 'importance', condition: 'tokens', item: '1' }
const edited = (...interventions: Intervention[]) => editTokens(tokens, visualEdit(interventions, 4))
const order = (...some: number[]): Intervention => ({ at: 'visual-tokens', order: rows(...some) })
const keep = (...some: number[]): Intervention => ({ at: 'visual-tokens', keep: rows(...some) })
const noise = (on: number[], alpha?: number): Intervention => ({
  at: 'visual-tokens',
  rows: rows(...on),
  noise: { key, scale: alpha === undefined ? { kind: 'fixed', amplitude: 0.5 } : { kind: 'matched', alpha } },
})

test('row i becomes row order[i], and the layout stays', () => {
  const { rows: moved, layout } = edited(order(3, 0, 1, 2))
  expect([...moved]).toEqual([30, 31, 0, 1, 10, 11, 20, 21])
  expect(layout).toBe(tokens.layout)
})

test('kept rows stand in their order, and no rectangle is left of them', () => {
  const { rows: kept, layout } = edited(keep(1, 3))
  expect([...kept]).toEqual([10, 11, 30, 31])
  expect(layout).toEqual({ count: 2, blocks: [] })
})

test('what leaves everything alone is the same object', () => {
  expect(edited()).toBe(tokens)
  expect(edited(order(0, 1, 2, 3))).toBe(tokens)
  expect(edited(keep(0, 1, 2, 3), { at: 'options', turn: 1 })).toBe(tokens)
})

test('one after another means one after another', () => {
  expect([...edited(order(3, 2, 1, 0), keep(0, 1)).rows]).toEqual([30, 31, 20, 21])
  expect([...edited(keep(2, 3), order(1, 0)).rows]).toEqual([30, 31, 20, 21])
})

describe('noise', () => {
  const unit = uniformNoise(key, 2 * width)

  test('is added to its rows, each its own of the draw, and to no other', () => {
    const { rows: noisy } = edited(noise([1, 3]))
    const added = [...noisy].map((value, at) => value - (tokens.rows[at] ?? 0))
    expect(added.slice(0, 2)).toEqual([0, 0])
    expect(added.slice(4, 6)).toEqual([0, 0])
    const own = [...added.slice(2, 4), ...added.slice(6)]
    own.forEach((value, at) => {
      expect(value).toBeCloseTo(0.5 * (unit[at] ?? 0), 5)
    })
    expect(new Set(own.map(value => value.toFixed(4))).size).toBe(4)
    expect([...tokens.rows]).toEqual([0, 1, 10, 11, 20, 21, 30, 31])
  })

  test('is as loud as the rows it is added to, as they are without any', () => {
    const both = edited(noise([1, 3], 0.3), noise([1, 3], 0.3)).rows
    const once = edited(noise([1, 3], 0.3)).rows
    const root = Math.sqrt((10 ** 2 + 11 ** 2 + 30 ** 2 + 31 ** 2) / 4)
    const added = (some: Float32Array, at: number) => (some[at] ?? 0) - (tokens.rows[at] ?? 0)
    expect(added(once, 2)).toBeCloseTo(0.3 * Math.sqrt(3) * root * (unit[0] ?? 0), 4)
    expect(added(both, 2)).toBeCloseTo(2 * added(once, 2), 4)
  })

  test('goes with its rows where they are moved afterwards, and stays where they were moved before', () => {
    const added = (some: Float32Array, source: number, at: number) =>
      (some[at * width] ?? 0) - (tokens.rows[source * width] ?? 0)
    const after = edited(noise([0, 1]), order(3, 2, 1, 0)).rows
    expect(added(after, 0, 3)).toBeCloseTo(0.5 * (unit[0] ?? 0), 5)
    expect(added(after, 3, 0)).toBe(0)
    const before = edited(order(3, 2, 1, 0), noise([0, 1])).rows
    expect(added(before, 3, 0)).toBeCloseTo(0.5 * (unit[0] ?? 0), 5)
    expect(added(before, 0, 3)).toBe(0)
    const left = edited(noise([0, 1]), keep(1, 2)).rows
    expect(added(left, 1, 0)).toBeCloseTo(0.5 * (unit[width] ?? 0), 5)
    expect(added(left, 2, 1)).toBe(0)
  })
})
