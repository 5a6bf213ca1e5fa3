import { describe, expect, test } from 'vitest'
import type { VisualTokenLayout } from '#lib/domain/visual-tokens'
import { permutation } from '#lib/probes/permutation'
import {
  arrange,
  block,
  conditionOf,
  made,
  madeSubject,
  manyCrops,
  oneCrop,
  shape,
  sorted,
  upTo,
} from './made-subject'

/** A base block of 2 x 2, a newline after each row, then tiles of 1 x 3 with one at the end. */
const withNewlines: VisualTokenLayout = {
  count: 10,
  blocks: [block('base', 2, 2, 0, 1), block('tiles', 1, 3, 6, 1)],
}
const separators = [2, 5, 9]
const full = permutation.conditions('full', made('mmstar'), shape)

function orderUnder(id: string, visualTokens = withNewlines, item = '1'): number[] {
  const [edit] = arrange(permutation, id, { item, visualTokens }).interventions
  if (edit?.at !== 'visual-tokens' || !('order' in edit)) throw new Error('visual tokens are not reordered')
  return [...edit.order]
}

describe('permutation', () => {
  test.each(full.map(({ id }) => id))('%s is a permutation of all rows', id => {
    for (const layout of [withNewlines, oneCrop(27), manyCrops(5)])
      expect(sorted(orderUnder(id, layout))).toEqual(upTo(layout.count))
  })

  test('leaves separators in place and patches within their block', () => {
    for (const id of ['seed-1', 'seed-2', 'reversed']) {
      const order = orderUnder(id)
      expect(separators.map(slot => order[slot])).toEqual(separators)
      expect(order.slice(0, 6).toSorted()).toEqual(upTo(6))
    }
  })

  test('of all scope moves separators too, within the rows of their block', () => {
    const wide = { count: 42, blocks: [block('base', 4, 4, 0, 1), block('tiles', 2, 10, 20, 1)] }
    const order = orderUnder('all/seed-1', wide)
    expect(sorted(order.slice(0, 20))).toEqual(upTo(20))
    const newlines = wide.blocks.reduce(
      (rows, { tokens }) => rows.filter(row => !tokens.includes(row)),
      upTo(wide.count),
    )
    expect(newlines).toEqual([4, 9, 14, 19, 30, 41])
    expect(newlines.map(slot => order[slot])).not.toEqual(newlines)
  })

  test('reproduces the reference under the identity', () => {
    const identity = {
      uint32: () => 0,
      below: () => 0,
      permutation: (n: number) => Uint32Array.from({ length: n }, (_, i) => i),
    }
    for (const id of ['seed-1', 'all/seed-1']) {
      const condition = conditionOf(permutation, id)
      const trial = permutation.arrange(madeSubject({ visualTokens: withNewlines }), condition, identity)
      const order = Uint32Array.from({ length: 10 }, (_, row) => row)
      expect(trial).toEqual({
        interventions: [{ at: 'visual-tokens', order }],
        readout: { kind: 'generate' },
      })
    }
  })

  test('draws the same trial under the same key, another for another seed or item', () => {
    const wide = oneCrop(8)
    expect(orderUnder('seed-1', wide)).toEqual(orderUnder('seed-1', wide))
    expect(orderUnder('seed-2', wide)).not.toEqual(orderUnder('seed-1', wide))
    expect(orderUnder('seed-1', wide, '2')).not.toEqual(orderUnder('seed-1', wide))
    expect(orderUnder('all/seed-1', wide)).not.toEqual(orderUnder('seed-1', wide))
  })

  test('reversed turns each block around, and back when done twice', () => {
    const order = orderUnder('reversed')
    expect(order).toEqual([4, 3, 2, 1, 0, 5, 8, 7, 6, 9])
    expect(order.map(slot => order[slot])).toEqual(upTo(10))
  })

  test('has three seeds in the demo, five elsewhere, and its controls in the full suite', () => {
    const settings = (suite: 'demo' | 'standard' | 'full') =>
      permutation.conditions(suite, made('mmstar'), shape).map(({ setting, seed }) => `${setting} ${seed}`)
    expect(settings('demo')).toEqual(['permuted 1', 'permuted 2', 'permuted 3'])
    expect(settings('standard')).toHaveLength(5)
    expect(settings('full').slice(5)).toEqual(['reversed 0', ...upTo(5).map(at => `all ${at + 1}`)])
    for (const { reference } of full)
      expect(reference).toEqual({ probe: 'reference', condition: 'reference' })
  })
})
