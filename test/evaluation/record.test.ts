import { expect, test } from 'vitest'
import { optionRotation } from '#lib/probes/option-rotation'
import { permutation } from '#lib/probes/permutation'
import { referenceProbe } from '#lib/probes/reference'
import { suiteConditions } from '#lib/probes/suite-conditions'
import { mcqVlmevalkit } from '#lib/scorers/mcq.vlmevalkit'
import { outcomesOf, recordResponse } from '#workers/evaluation/record'
import type { Said } from '#workers/evaluation/said'
import { fakeCheckpoint } from './fake-checkpoint'

const item = {
  id: '1',
  question: 'Which?',
  options: [
    { label: 'A', text: 'a cat' },
    { label: 'B', text: 'a dog' },
  ],
  answer: 'A',
  group: '',
  category: '',
  details: {},
  images: [],
}
const benchmark = { benchmark: 'mmvp', options: 2, items: 2 }
const conditionsOf = (...some: Parameters<typeof suiteConditions>[3] & object) =>
  suiteConditions('full', benchmark, fakeCheckpoint().shape, some)
const conditions = conditionsOf(referenceProbe, permutation).filter(
  ({ condition: { id } }) => !/^all|blank|wrong|backbone/.test(id),
)
const record = (text: string, at = 0, of = conditions, more: Partial<Said> = {}) => {
  const condition = of[at]
  if (!condition) throw new Error(`no condition ${at}`)
  const said = { text, promptText: 'p', generatedIds: [2], truncated: false, ...more }
  return recordResponse(item, condition, { outcome: mcqVlmevalkit.score(item, text) }, said)
}

test('an answer is kept with what was read out of it', () => {
  expect(record('A')).toMatchObject({ item: '1', probe: 'reference', text: 'A', parsed: 'A', score: 1 })
  expect(record('B.')).toMatchObject({ parsed: 'B', rule: 'letter', score: 0 })
  expect(record('hm')).toMatchObject({ parsed: null, rule: null, score: 0 })
  expect(record('A')).not.toHaveProperty('scored')
})

test('what was scored is kept to six decimals', () => {
  const scored = [{ text: 'A', logProbabilities: [-0.123456789, -2] }]
  expect(record('A', 0, conditions, { scored }).scored).toEqual([
    { text: 'A', logProbabilities: [-0.123457, -2] },
  ])
})

test('outcomes come from the responses alone, in whatever order they are given', () => {
  const said = ['A', 'hm', 'A.', 'a cat', 'B', 'A', 'HM ', 'B']
  const responses = conditions.map((_, at) => record(said[at] ?? '', at))
  const outcomes = outcomesOf([item], conditions, responses)
  expect(outcomesOf([item], conditions, responses.toReversed())).toEqual(outcomes)
  expect(
    outcomes.map(({ condition, scores, unparsed, changed }) => [condition, scores, unparsed, changed]),
  ).toEqual([
    ['reference', [1], [false], [false]],
    ['no-image', [0], [true], [true]],
    ['seed-1', [1], [false], [false]],
    ['seed-2', [1], [false], [false]],
    ['seed-3', [0], [false], [true]],
    ['seed-4', [1], [false], [false]],
    ['seed-5', [0], [true], [true]],
    ['reversed', [0], [false], [true]],
  ])
})

test('two unparsed answers are equal where their words are', () => {
  const same = conditions.map((_, at) => record(at === 0 ? 'Well, hm' : 'well,  HM', at))
  expect(outcomesOf([item], conditions, same).every(({ changed }) => changed[0] === false)).toBe(true)
})

test('a label means its text, wherever the options are turned to', () => {
  const rotations = conditionsOf(optionRotation)
  expect(rotations.map(({ condition }) => condition.id)).toEqual(['rotation-0', 'rotation-1'])
  const changed = (first: string, turned: string) =>
    outcomesOf([item], rotations, [record(first, 0, rotations), record(turned, 1, rotations)])[1]?.changed
  expect(changed('A', 'B')).toEqual([false])
  expect(changed('A', 'A')).toEqual([true])
})

test('an item that is not on a list has no outcome, and is told apart from one that scores 0', () => {
  const [reference, , seed] = conditions
  if (!reference || !seed) throw new Error('no conditions')
  const other = { ...item, id: '2' }
  const responses = [record('A'), { ...record('A'), item: '2' }, record('B', 2)]
  const [all, some] = outcomesOf([item, other], [reference, seed], responses, [null, [true, false]])
  expect(all).not.toHaveProperty('asked')
  expect(some).toMatchObject({
    asked: [true, false],
    scores: [0, null],
    unparsed: [false, false],
    changed: [true, false],
  })
})

test('a missing response is an error, not a zero', () => {
  expect(() => outcomesOf([item], conditions, [record('A')])).toThrow(
    'no response of item 1 under reference no-image',
  )
})
