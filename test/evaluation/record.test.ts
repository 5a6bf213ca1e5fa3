import { expect, test } from 'vitest'
import { probes } from '#lib/probes/index'
import { suiteConditions } from '#lib/probes/suite-conditions'
import { mcqVlmevalkit } from '#lib/scorers/mcq.vlmevalkit'
import { outcomesOf, recordResponse } from '#workers/evaluation/record'

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
const conditions = suiteConditions('demo', { benchmark: 'mmvp', smallestSide: 8 }, probes.slice(0, 2))
const record = (text: string, at = 0) => {
  const condition = conditions[at]
  if (!condition) throw new Error(`no condition ${at}`)
  const generation = { text, promptText: 'p', inputIds: [1], generatedIds: [2], truncated: false }
  return recordResponse(item, condition, { outcome: mcqVlmevalkit.score(item, text) }, generation)
}

test('an answer is kept with what was read out of it', () => {
  expect(record('A')).toMatchObject({ item: '1', probe: 'reference', text: 'A', parsed: 'A', score: 1 })
  expect(record('B.')).toMatchObject({ parsed: 'B', rule: 'letter', score: 0 })
  expect(record('hm')).toMatchObject({ parsed: null, rule: null, score: 0 })
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

test('a missing response is an error, not a zero', () => {
  expect(() => outcomesOf([item], conditions, [record('A')])).toThrow(
    'no response of item 1 under reference no-image',
  )
})
