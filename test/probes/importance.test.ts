import { describe, expect, test } from 'vitest'
import { groupPlaces, groupTokens } from '#lib/probes/design/token-groups'
import { importance } from '#lib/probes/importance'
import { arrange, conditionOf, made, madeShape, manyCrops, oneCrop, shape } from './made-subject'

const idsOf = (suite: 'demo' | 'standard' | 'full', benchmark: string, checkpoint = shape) =>
  importance.conditions(suite, made(benchmark), checkpoint).map(({ id }) => id)
const disturbed = (id: string, rest = {}) => arrange(importance, id, rest).interventions[0]

describe('the conditions of importance', () => {
  test('are 36 token groups on MME and MM-Vet, ten seeds each', () => {
    expect(idsOf('standard', 'mme')).toHaveLength(360)
    expect(idsOf('standard', 'mm-vet')).toEqual(idsOf('standard', 'mme'))
    expect(idsOf('standard', 'mme')).toContain('tokens/r5c0/seed-10')
  })

  test('are every layer and both modalities on MMStar, fixed and matched, ten seeds each', () => {
    const ids = idsOf('standard', 'mmstar', madeShape(24, 32))
    expect(ids).toHaveLength(32 * 10 * (2 + 2 * 2))
    for (const id of [
      'layer-0/fixed/seed-1',
      'layer-31/matched-0.3/seed-10',
      'layer-12/visual/matched-0.3/seed-1',
      'layer-12/text/fixed/seed-1',
    ])
      expect(ids).toContain(id)
    expect(ids).not.toContain('layer-32/fixed/seed-1')
  })

  test('are all alphas in the full suite, energy-matched for modalities only', () => {
    const ids = idsOf('full', 'mmstar')
    expect(ids).toHaveLength(4 * 10 * (4 + 2 * 5))
    expect(ids.filter(id => id.includes('energy'))).toHaveLength(4 * 10 * 2)
    expect(ids).toContain('layer-3/visual/energy-0.3/seed-2')
    expect(ids).toContain('layer-3/matched-1/seed-2')
  })

  test('are all of them on one benchmark in the demo, three seeds each', () => {
    expect(idsOf('demo', 'mmstar')).toHaveLength(3 * 16 + 4 * 3 * (2 + 2 * 2))
    expect(idsOf('demo', 'mme')).toEqual([])
    expect(importance.itemLimit?.('demo', 'mmstar', '')).toBe(30)
    expect(importance.itemLimit?.('standard', 'mme', '')).toBe(200)
  })

  test('have no token groups where nothing can be told apart, and layers all the same', () => {
    expect(idsOf('standard', 'mme', madeShape(1))).toEqual([])
    expect(idsOf('standard', 'mmstar', madeShape(1))).toHaveLength(240)
  })
})

describe('the noise', () => {
  test('on a token group is on its rows of the base picture alone', () => {
    for (const { row, column } of groupPlaces(6)) {
      const edit = disturbed(`tokens/r${row}c${column}/seed-2`, { visualTokens: manyCrops(24) })
      expect(edit).toMatchObject({
        at: 'visual-tokens',
        rows: groupTokens(oneCrop(24), 6, { row, column }),
        noise: { scale: { kind: 'fixed', amplitude: 1 } },
      })
    }
  })

  test.each([
    ['layer-12/fixed/seed-3', 12, 'all', { kind: 'fixed', amplitude: 1 }],
    ['layer-0/matched-0.3/seed-3', 0, 'all', { kind: 'matched', alpha: 0.3 }],
    ['layer-3/visual/matched-0.1/seed-1', 3, 'visual', { kind: 'matched', alpha: 0.1 }],
    ['layer-3/text/matched-1/seed-1', 3, 'text', { kind: 'matched', alpha: 1 }],
    ['layer-1/text/energy-0.3/seed-1', 1, 'text', { kind: 'energy', alpha: 0.3 }],
    ['layer-1/visual/fixed/seed-1', 1, 'visual', { kind: 'fixed', amplitude: 1 }],
  ])('%s', (id, layer, span, scale) => {
    const condition = conditionOf(importance, id, madeShape(24, 13))
    expect(arrange(importance, condition).interventions).toEqual([
      {
        at: 'hidden-state',
        layer,
        span,
        noise: { key: { seed: condition.seed, probe: 'importance', condition: id, item: '1' }, scale },
      },
    ])
  })

  test('has the key of its condition and item, whatever the checkpoint', () => {
    const [small, large] = [oneCrop(8), manyCrops(27)].map(visualTokens =>
      disturbed('tokens/r1c1/seed-4', { item: '9', visualTokens }),
    )
    const key = { seed: 4, probe: 'importance', condition: 'tokens/r1c1/seed-4', item: '9' }
    expect(small).toMatchObject({ noise: { key } })
    expect(large).toMatchObject({ noise: { key } })
  })
})
