import { describe, expect, test } from 'vitest'
import { ZodError } from 'zod'
import { chartqa } from '#lib/benchmarks/chartqa'
import { llavaW } from '#lib/benchmarks/llava-w'
import { mathvista } from '#lib/benchmarks/mathvista'
import { mmVet } from '#lib/benchmarks/mm-vet'
import { recordOf, valuesOf } from './record-of'

const scored = (...values: (number | null)[]) => values.map(value => ({ value }))

describe('ChartQA', () => {
  const row = { index: '1', question: 'How much?', answer: '20%', split: 'test_human' }
  const items = ['test_human', 'test_human', 'test_augmented'].map((split, at) =>
    recordOf(chartqa, { ...row, split, index: String(at) }),
  )

  test('asks for a word or phrase under both profiles, and guesses nothing', () => {
    for (const profile of chartqa.profiles)
      expect(items[0] && chartqa.prompt(items[0], profile)).toBe(
        'How much?\nAnswer the question using a single word or phrase.',
      )
    expect(chartqa.units(items).map(({ guessFloor }) => guessFloor)).toEqual([0, 0, 0])
  })

  test('prints the mean of all and of both halves', () => {
    expect(valuesOf(chartqa.metrics(items, scored(1, 0, 1)))).toEqual({
      overall: (100 * 2) / 3,
      'split/test_human': 50,
      'split/test_augmented': 100,
    })
  })

  test('refuses a row of neither half', () => {
    expect(() => chartqa.toItem({ ...row, split: 'val' })).toThrow(ZodError)
  })
})

describe('MM-Vet', () => {
  const row = { index: 'v1_0', question: 'What is x?', answer: '-1 <AND> -5', category: 'ocr,math' }
  const items = ['ocr,math', 'rec', 'ocr,rec'].map((category, at) =>
    recordOf(mmVet, { ...row, category, index: String(at) }),
  )

  test('asks the question alone', () => {
    expect(items[0] && mmVet.prompt(items[0])).toBe('What is x?')
  })

  test('scores 1, 0.5 and 0 are 50.0; an item counts for each of its capabilities', () => {
    expect(valuesOf(mmVet.metrics(items, scored(1, 0.5, 0)))).toEqual({
      overall: 50,
      'capability/ocr': 50,
      'capability/math': 100,
      'capability/rec': 25,
      'combination/ocr,math': 100,
      'combination/rec': 50,
      'combination/ocr,rec': 0,
    })
  })

  test('has no number where nobody judged', () => {
    expect(mmVet.metrics(items, scored(null, null, null))).toEqual([])
  })

  test('refuses a capability that is none', () => {
    expect(() => mmVet.toItem({ ...row, category: 'ocr,smell' })).toThrow('must list some of rec, ocr')
  })
})

describe('LLaVA-W', () => {
  const row = {
    index: '1',
    question: 'Describe it.',
    caption: 'A boat.',
    gpt4_ans: 'A boat.',
    category: 'conv',
  }
  const graded = (...pairs: (readonly [reference: number, model: number])[]) =>
    pairs.map(([reference, model]) => ({ value: model / 10, against: reference / 10 }))
  const itemsOf = (...categories: string[]) =>
    categories.map((category, at) => recordOf(llavaW, { ...row, category, index: String(at) }))

  test('keeps the caption for the judge and asks the question alone', () => {
    const [item] = itemsOf('conv')
    expect(item?.details).toMatchObject({ caption: 'A boat.' })
    expect(item && llavaW.prompt(item)).toBe('Describe it.')
  })

  test.each([
    [[8, 6], [10, 9], 83.3],
    [[10, 10], [10, 10], 100],
    [[9, 6], [9, 6], 66.7],
  ] as const)('%o and %o: a ratio of means of %d', (first, second, expected) => {
    const { relative } = valuesOf(llavaW.metrics(itemsOf('conv', 'conv'), graded(first, second)))
    expect(relative).toBeCloseTo(expected, 1)
  })

  test('by category, and each mean times ten; a failed judge is left out', () => {
    const scores = [...graded([8, 6], [10, 9]), { value: null }]
    expect(llavaW.metrics(itemsOf('conv', 'detail', 'complex'), scores)).toEqual([
      { id: 'relative', value: (1.5 / 1.8) * 100, n: 2 },
      { id: 'category/conv', value: (0.6 / 0.8) * 100, n: 1 },
      { id: 'category/detail', value: 90, n: 1 },
      { id: 'model', value: 75, n: 2 },
      { id: 'reference', value: 90, n: 2 },
    ])
  })
})

describe('MathVista', () => {
  const choice = {
    index: '1',
    question: 'Hint: …\nQuestion: How much?\nChoices:\n(A) 3/11\n(B) 8/11',
    answer: '8/11',
    question_type: 'multi_choice',
    answer_type: 'text',
    choices: '["3/11", "8/11"]',
    task: 'geometry problem solving',
    skills: '["geometry reasoning", "arithmetic reasoning"]',
  }
  const free = {
    index: '2',
    question: 'Hint: …\nQuestion: How much?',
    answer: '1.45',
    question_type: 'free_form',
    answer_type: 'float',
    precision: '2.0',
    task: 'figure question answering',
    skills: '["arithmetic reasoning"]',
  }
  const items = [choice, free].map(row => recordOf(mathvista, row))

  test('reads choices as options and keeps what its scorers read', () => {
    expect(items[0]?.options).toEqual([
      { label: 'A', text: '3/11' },
      { label: 'B', text: '8/11' },
    ])
    expect(items[1]?.details).toMatchObject({ answer_type: 'float', precision: '2.0' })
    const problemOf = (row: typeof choice | typeof free) => mathvista.itemProblem?.(recordOf(mathvista, row))
    expect([choice, free].map(problemOf)).toEqual([null, null])
    expect(problemOf({ ...choice, answer: '1' })).toEqual({
      column: 'answer',
      reason: '"1" is not among the choices',
    })
  })

  test('sends the published query as it is', () => {
    for (const profile of mathvista.profiles)
      expect(items[0] && mathvista.prompt(items[0], profile)).toBe(choice.question)
  })

  test('guesses one of the choices, and nothing where the answer is free', () => {
    expect(mathvista.units(items).map(({ guessFloor }) => guessFloor)).toEqual([0.5, 0])
  })

  test('prints accuracy by task and skill', () => {
    expect(valuesOf(mathvista.metrics(items, scored(1, 0)))).toEqual({
      accuracy: 50,
      'task/geometry problem solving': 100,
      'task/figure question answering': 0,
      'skill/geometry reasoning': 100,
      'skill/arithmetic reasoning': 50,
    })
  })

  test.each([
    [{ choices: "['a']" }, 'must be a JSON list'],
    [{ choices: '[]' }, 'a multi_choice question has none'],
    [{ answer_type: 'number' }, 'answer_type'],
  ])('refuses a row with %o', (change, message) => {
    expect(() => mathvista.toItem({ ...choice, ...change })).toThrow(message)
  })
})
