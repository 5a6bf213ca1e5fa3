import { describe, expect, test } from 'vitest'
import { importance } from '#lib/probes/importance'
import { optionRotation } from '#lib/probes/option-rotation'
import { permutation } from '#lib/probes/permutation'
import type { Condition, Probe } from '#lib/probes/probe'
import { referenceProbe } from '#lib/probes/reference'
import { spatialShuffle } from '#lib/probes/spatial-shuffle'
import { textMaths } from '#lib/probes/text-maths'
import { madeShape } from '#test/probes/made-subject'
import { planQuestions, type SeenItem } from '#workers/evaluation/chat-plan'
import { sidesFile } from './seeing-chat'

const file = sidesFile('mmstar', 8)
const [item] = file.items
if (!item) throw new Error('no item')
const size = { width: 56, height: 56 }
const placed = { file, item, place: 0, profile: 'llava' } as const
const seen: SeenItem<typeof size> = { placed, pictures: [size], saliency: null }
const probed = { benchmark: 'mmstar', options: 2 }

function conditionsOf(probe: Probe, suite: 'standard' | 'full' = 'full', benchmark = probed) {
  return probe.conditions(suite, benchmark, madeShape(24)).map(condition => ({ probe, condition }))
}

describe('the questions of an item', () => {
  test('are one where conditions come to the same pictures and options', () => {
    const conditions = [referenceProbe, spatialShuffle, optionRotation].flatMap(probe =>
      conditionsOf(probe, 'full').filter(({ condition }) => !condition.needs?.includes('backbone')),
    )
    const plan = planQuestions(seen, conditions)
    const named = plan.map(({ conditions: own }) => own.map(({ planned }) => planned.condition.id))
    expect(named[0]).toEqual([
      'reference',
      'grid-2/unshuffled',
      'grid-4/unshuffled',
      'grid-8/unshuffled',
      'grid-14/unshuffled',
      'rotation-0',
    ])
    expect(named.flat().length).toBe(conditions.length)
    // Someone wants probabilities of the plain question, and of the turned one.
    const scoring = plan.filter(({ conditions: own }) => own.some(({ readout }) => readout !== 'generate'))
    expect(scoring.map(({ turn }) => turn)).toEqual([0, 1])
  })

  test('are others where a picture has to be resized first', () => {
    const odd = { ...seen, pictures: [{ width: 57, height: 56 }] }
    const unshuffled = conditionsOf(spatialShuffle).filter(({ condition }) => condition.setting === null)
    expect(planQuestions(odd, unshuffled).map(({ edits }) => edits[0]?.kind)).toEqual(
      Array(4).fill('fit-grid'),
    )
    expect(planQuestions(seen, unshuffled).length).toBe(1)
  })

  test('turn no options where there are none', () => {
    const [, turned] = conditionsOf(optionRotation)
    const free = { ...seen, placed: { ...placed, item: { ...item, options: [] } } }
    expect(turned && planQuestions(free, [turned])).toMatchObject([{ turn: 0 }])
  })

  test('are arranged without a picture, too', () => {
    const plan = planQuestions({ ...seen, pictures: [] }, conditionsOf(optionRotation))
    expect(plan.map(({ edits, turn }) => [edits, turn])).toEqual([
      [[], 0],
      [[], 1],
    ])
  })
})

test.each<[string, Condition | undefined, Probe]>([
  ['permuted tokens', conditionsOf(permutation)[0]?.condition, permutation],
  ['noise on a layer', conditionsOf(importance, 'standard')[0]?.condition, importance],
  [
    'the backbone',
    conditionsOf(textMaths, 'full', { ...probed, benchmark: 'gsm8k' })[0]?.condition,
    textMaths,
  ],
])('%s cannot be put to a chat endpoint', (_, condition, probe) => {
  if (!condition) throw new Error('no such condition')
  expect(() => planQuestions(seen, [{ probe, condition }])).toThrow('cannot be put to a chat endpoint')
})
