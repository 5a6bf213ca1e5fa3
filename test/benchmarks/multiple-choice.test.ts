import { describe, expect, test } from 'vitest'
import { ai2d } from '#lib/benchmarks/ai2d'
import type { Benchmark } from '#lib/benchmarks/benchmark'
import { mmstar } from '#lib/benchmarks/mmstar'
import { mmvp } from '#lib/benchmarks/mmvp'
import { qBench } from '#lib/benchmarks/q-bench'
import { sqaImg } from '#lib/benchmarks/sqa-img'
import { recordOf, valuesOf } from './record-of'

const row = { index: '1', question: 'Which?', A: 'high', B: 'low', C: 'medium', answer: 'B', category: 'c' }
const scored = (...values: (number | null)[]) => values.map(value => ({ value }))

describe('prompt profiles', () => {
  test.each([mmvp, mmstar, qBench, ai2d, sqaImg])('$id', benchmark => {
    const item = recordOf(benchmark, row)
    expect(benchmark.profiles).toEqual(['llava', 'vlmevalkit-generic'])
    expect(benchmark.prompt(item)).toBe(
      "Which?\nA. high\nB. low\nC. medium\nAnswer with the option's letter from the given choices directly.",
    )
    expect(benchmark.prompt(item, 'llava')).toBe(benchmark.prompt(item))
    expect(benchmark.prompt(item, 'vlmevalkit-generic')).toBe(
      'Question: Which?\nOptions:\nA. high\nB. low\nC. medium\nPlease select the correct answer from the options above. \n',
    )
  })

  test('ScienceQA: the hint has a line of its own, and is part of what is asked', () => {
    const item = recordOf(sqaImg, { ...row, hint: 'Rocks\ncome in types.', C: '' })
    expect(sqaImg.prompt(item)).toBe(
      "Context: Rocks\ncome in types.\nWhich?\nA. high\nB. low\nAnswer with the option's letter from the given choices directly.",
    )
    expect(sqaImg.prompt(item, 'vlmevalkit-generic')).toBe(
      'Hint: Rocks\ncome in types.\nQuestion: Which?\nOptions:\nA. high\nB. low\nPlease select the correct answer from the options above. \n',
    )
    expect(item.question).not.toBe(recordOf(sqaImg, row).question)
  })
})

test.each<[Benchmark, number[]]>([
  [qBench, [1 / 3, 1 / 2]],
  [ai2d, [1 / 3, 1 / 2]],
  [sqaImg, [1 / 3, 1 / 2]],
  [mmstar, [1 / 3, 1 / 2]],
])('guessing: one of the options, item by item', (benchmark, floors) => {
  const items = [row, { ...row, index: '2', C: '' }].map(one => recordOf(benchmark, one))
  expect(benchmark.units(items).map(({ guessFloor }) => guessFloor)).toEqual(floors)
  expect(benchmark.units(items).map(({ stratum }) => stratum)).toEqual(['', ''])
})

describe('MMVP', () => {
  const items = ['1', '2', '3', '4'].map(index => recordOf(mmvp, { ...row, index, C: '' }))

  test('pair hits [1, 1] and [1, 0]: pair 50, average 75', () => {
    expect(mmvp.metrics(items, scored(1, 1, 1, 0))).toEqual([
      { id: 'pair', value: 50, n: 2 },
      { id: 'average', value: 75, n: 4 },
    ])
  })

  test('guessing makes a quarter of the pairs and half of the items', () => {
    expect(mmvp.units(items).map(({ guessFloor }) => guessFloor)).toEqual([0.25, 0.25])
  })

  test.each([
    [300, 'A', 'as published'],
    [300, 'B', 'corrected'],
    [298, 'B', null],
  ])('of %d items, the 99th answered %s: the answers are %s', (count, answer, copy) => {
    const whole = Array.from({ length: count }, (_, at) =>
      recordOf(mmvp, { ...row, index: String(at), answer: at === 98 ? answer : 'A' }),
    )
    expect(mmvp.copy?.(whole)).toBe(copy)
  })

  test('four answers of the whole file as published are corrected where that is asked for, once', () => {
    const letters = ['A', 'B']
    const whole = Array.from({ length: 300 }, (_, at) =>
      recordOf(mmvp, { ...row, index: String(at), answer: letters[at % 2] ?? '' }),
    )
    const corrected = mmvp.corrected?.(whole) ?? []
    const changed = whole.flatMap(({ answer }, at) => (corrected[at]?.answer === answer ? [] : [at + 1]))
    expect(changed).toEqual([99, 100, 279, 280])
    expect([99, 100, 279, 280].map(at => corrected[at - 1]?.answer)).toEqual(['B', 'A', 'B', 'A'])
    expect(
      mmvp.copy?.(corrected.map((item, at) => ({ ...whole[at], ...item, imageHash: '', hash: '' }))),
    ).toBe('corrected')
    expect(mmvp.corrected?.(corrected)).toBe(corrected)
    expect(mmvp.corrected?.(whole.slice(2))).toEqual(whole.slice(2))
  })
})

test('MMStar: the micro mean is the headline, the mean of the axes stands beside it', () => {
  const axes = [
    ['math', 'geometry'],
    ['math', 'geometry'],
    ['math', 'geometry'],
    ['logical reasoning', 'code'],
  ]
  const items = axes.map(([category = '', l2_category = ''], at) =>
    recordOf(mmstar, { ...row, index: String(at), category, l2_category }),
  )
  expect(valuesOf(mmstar.metrics(items, scored(1, 1, 1, 0)))).toEqual({
    accuracy: 75,
    'mean of axes': 50,
    'category/math': 100,
    'category/logical reasoning': 0,
    'axis/math/geometry': 100,
    'axis/logical reasoning/code': 0,
  })
})

test('Q-Bench: accuracy, by type and by concern', () => {
  const items = [
    ['What', 'Local Distortion'],
    ['How', 'Local Distortion'],
    ['How', 'Global Others'],
  ].map(([question_type = '', question_concern = ''], at) =>
    recordOf(qBench, {
      index: String(at),
      question: 'Q',
      A: 'x',
      answer: 'A',
      question_type,
      question_concern,
    }),
  )
  expect(items[0]?.category).toBe('Local Distortion')
  expect(valuesOf(qBench.metrics(items, scored(1, 0, 1)))).toEqual({
    accuracy: (100 * 2) / 3,
    'type/What': 100,
    'type/How': 50,
    'concern/Local Distortion': 50,
    'concern/Global Others': 100,
  })
})

test('ScienceQA and AI2D: accuracy, by subject, grade and category; what nobody scored is in none', () => {
  const parts = [
    { subject: 'natural science', grade: 'grade3' },
    { subject: 'social science', grade: 'grade3' },
  ]
  const items = parts.map((part, at) => recordOf(sqaImg, { ...row, ...part, index: String(at) }))
  expect(valuesOf(sqaImg.metrics(items, scored(1, 0)))).toEqual({
    accuracy: 50,
    'subject/natural science': 100,
    'subject/social science': 0,
    'grade/grade3': 50,
  })
  const diagrams = ['food web', 'life cycle'].map((category, at) =>
    recordOf(ai2d, { ...row, category, index: String(at) }),
  )
  expect(valuesOf(ai2d.metrics(diagrams, scored(1, null)))).toEqual({
    accuracy: 100,
    'category/food web': 100,
  })
})

test.each([mmvp, mmstar, qBench, ai2d, sqaImg])('$id names an answer that is no option', benchmark => {
  const problems = ['A', 'D'].map(answer => benchmark.itemProblem?.(recordOf(benchmark, { ...row, answer })))
  expect(problems).toEqual([null, { column: 'answer', reason: 'D is not among the options' }])
})
