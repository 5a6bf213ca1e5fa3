import { describe, expect, test } from 'vitest'
import { optionRotation, optionTurn } from '#lib/probes/option-rotation'
import { arrange, made, shape } from './made-subject'

const idsOf = (suite: 'demo' | 'standard' | 'full', benchmark: string, options = 4) =>
  optionRotation.conditions(suite, made(benchmark, { options }), shape).map(({ id }) => id)

describe('option rotation', () => {
  test('has every turn, and the plain question as what they are compared with', () => {
    expect(idsOf('standard', 'mmstar')).toEqual(['rotation-0', 'rotation-1', 'rotation-2', 'rotation-3'])
    expect(idsOf('standard', 'mmvp', 2)).toEqual(['rotation-0', 'rotation-1'])
    const [plain, ...turned] = optionRotation.conditions('standard', made('mmstar'), shape)
    expect(plain).toMatchObject({ setting: null, reference: null })
    for (const { reference } of turned)
      expect(reference).toEqual({ probe: 'option-rotation', condition: 'rotation-0' })
  })

  test('runs on all multiple-choice benchmarks in the full suite', () => {
    const run = (suite: 'standard' | 'full') =>
      ['mmstar', 'mmvp', 'ai2d', 'sqa-img', 'q-bench', 'mme', 'chartqa'].filter(
        one => idsOf(suite, one).length > 0,
      )
    expect(run('standard')).toEqual(['mmstar', 'mmvp'])
    expect(run('full')).toEqual(['mmstar', 'mmvp', 'ai2d', 'sqa-img', 'q-bench'])
  })

  test('reads the probability of every label', () => {
    expect(arrange(optionRotation, 'rotation-0')).toEqual({
      interventions: [],
      readout: { kind: 'generate-and-score-options' },
    })
    expect(arrange(optionRotation, 'rotation-3').interventions).toEqual([{ at: 'options', turn: 3 }])
  })

  test('asks an item as many turns as it has options', () => {
    const turns = optionRotation.conditions('standard', made('mmstar'), shape)
    const asked = turns.filter(one => optionRotation.applies?.({ options: ['yes', 'no'] }, one))
    expect(asked.map(({ id }) => id)).toEqual(['rotation-0', 'rotation-1'])
  })

  test('turns nothing under another probe', () => {
    expect(optionTurn('option-rotation', 'rotation-2')).toBe(2)
    expect(optionTurn('reference', 'reference')).toBe(0)
    expect(optionTurn('reference', 'rotation-2')).toBe(0)
  })
})
