import { expect, test } from 'vitest'
import { alignmentClassification } from '#lib/probes/alignment-classification'
import { arrange, everyBenchmark, made, shape } from './made-subject'

const conditionsOf = (suite: 'demo' | 'standard' | 'full', benchmark: string) =>
  alignmentClassification.conditions(suite, made(benchmark), shape)

test('runs on the seven sets; counting is left to the full suite', () => {
  const sets = (suite: 'standard' | 'full') =>
    everyBenchmark.filter(({ benchmark }) => conditionsOf(suite, benchmark).length > 0).length
  expect([sets('standard'), sets('full')]).toEqual([7, 8])
  expect(conditionsOf('full', 'clevr-count').map(({ id }) => id)).toEqual(['encoder', 'closed', 'open'])
})

test('compares both ways of naming with the encoder', () => {
  expect(conditionsOf('demo', 'pets').map(({ reference }) => reference?.condition)).toEqual([
    undefined,
    'encoder',
    'encoder',
  ])
  expect(arrange(alignmentClassification, 'encoder')).toEqual({
    subject: 'encoder',
    interventions: [],
    readout: { kind: 'zero-shot' },
  })
  expect(arrange(alignmentClassification, 'closed')).toEqual({
    interventions: [],
    readout: { kind: 'score-classes' },
  })
  expect(arrange(alignmentClassification, 'open')).toEqual({
    interventions: [],
    readout: { kind: 'generate' },
  })
})
