import { expect, test } from 'vitest'
import { textMaths } from '#lib/probes/text-maths'
import { arrange, made, shape } from './made-subject'

test('asks the language backbone the same sums, in the full suite', () => {
  const idsOf = (suite: 'demo' | 'standard' | 'full', benchmark: string) =>
    textMaths.conditions(suite, made(benchmark, { textOnly: true }), shape).map(({ id }) => id)
  expect(idsOf('full', 'gsm8k')).toEqual(['backbone'])
  expect(idsOf('standard', 'gsm8k')).toEqual([])
  expect(idsOf('full', 'mathvista')).toEqual([])
  expect(arrange(textMaths, 'backbone')).toEqual({
    subject: 'backbone',
    interventions: [],
    readout: { kind: 'generate' },
  })
})
