import { describe, expect, test } from 'vitest'
import { orderBound } from '#lib/leaderboard/harder/answer-options'
import { saysTheSame } from '#lib/leaderboard/harder/distractors'
import { built, choice, goldOf, reason, sourceOf } from './some-items'

const animals = ['cat', 'dog', 'bird', 'fish']

describe('options that cannot change places', () => {
  test.each([
    [['red', 'blue', 'All of the above'], 'speaks of other options'],
    [['red', 'blue', 'None of these options'], 'speaks of other options'],
    [['red', 'blue', 'Both A and B'], 'speaks of other options'],
    [['red', 'blue', 'A and C'], 'speaks of other options'],
    [['1', '2', '3', '4'], 'numbers in order'],
    [['$20', '$15', '$10'], 'numbers in order'],
    [['A', 'B', 'C'], 'itself a letter'],
    [['red', 'Red.', 'blue'], 'alike'],
    [['red'], 'no options'],
  ])('%j: %s', (texts, why) => {
    expect(orderBound(choice(0, texts))).toContain(why)
  })

  test.each([
    [animals],
    [['4', '2', '3']],
    [['10', '20']],
    [['the person above the car', 'the person on the left']],
    [['all dogs', 'no dogs', 'some dogs']],
    [['nobody', 'a man and a woman', 'a child']],
  ])('%j can', texts => {
    expect(orderBound(choice(0, texts))).toBeNull()
  })
})

describe('option shuffle', () => {
  const source = sourceOf(
    Array.from({ length: 40 }, (_, at) => choice(at, animals, {}, at % 4 === 3 ? 2 : 0)),
  )

  test('keeps the contents and the gold content, away from its most frequent place', () => {
    const places = new Set<number>()
    for (let at = 0; at < 40; at++) {
      const [variant] = built('option-shuffle', source, at)
      const [turn] = variant.turns
      expect(turn.options.map(({ text }) => text).toSorted()).toEqual(animals.toSorted())
      expect(turn.options.map(({ label }) => label)).toEqual(['A', 'B', 'C', 'D'])
      expect(goldOf(variant)).toBe(at % 4 === 3 ? 'bird' : 'cat')
      expect(turn.answer).not.toBe('A')
      places.add('ABCD'.indexOf(turn.answer))
    }
    expect([...places].toSorted()).toEqual([1, 2, 3])
  })

  test('is made again by its key and its order', () => {
    const [variant] = built('option-shuffle', source, 7)
    expect(built('option-shuffle', source, 7)).toEqual([variant])
    const order = variant.parameters.order
    expect(Array.isArray(order) && order.map(from => animals[Number(from)])).toEqual(
      variant.turns[0].options.map(({ text }) => text),
    )
    expect(variant).toMatchObject({
      parents: ['7'],
      key: { seed: 1, probe: 'harder', condition: 'option-shuffle', item: '7' },
      cluster: '7',
      guessFloor: 0.25,
      picture: { item: '7' },
    })
  })

  test('leaves alone two options whose only other order has gold at its usual place', () => {
    const pairs = [0, 0, 0, 1].map((gold, at) => choice(at, ['yes', 'no'], {}, gold))
    expect(built('option-shuffle', sourceOf(pairs), 0)[0].turns[0].answer).toBe('B')
    expect(reason('option-shuffle', sourceOf(pairs), 3)).toContain('no other order')
  })

  test('rewrites the list of choices in a question that has one', () => {
    const question = 'Question: Which?\nChoices:\n(A) cat\n(B) dog\n(C) bird\n(D) fish'
    const [variant] = built('option-shuffle', sourceOf([choice(0, animals, { question, answer: 'cat' })]))
    const [turn] = variant.turns
    expect(turn.answer).toBe('cat')
    expect(turn.question).toBe(
      `Question: Which?\nChoices:\n${turn.options.map(({ label, text }) => `(${label}) ${text}`).join('\n')}`,
    )
  })
})

describe('CircularEval', () => {
  test('every rotation once; option i stands at place (i + turn) mod n', () => {
    const variants = built('circular', sourceOf([choice(0, animals, {}, 1)]))
    expect(variants.map(({ turns: [{ options }] }) => options.map(({ text }) => text).join(' '))).toEqual([
      'cat dog bird fish',
      'fish cat dog bird',
      'bird fish cat dog',
      'dog bird fish cat',
    ])
    expect(variants.map(variant => goldOf(variant))).toEqual(['dog', 'dog', 'dog', 'dog'])
    expect(variants.map(({ turns: [{ answer }] }) => answer)).toEqual(['B', 'C', 'D', 'A'])
    expect(new Set(variants.map(({ group }) => group)).size).toBe(1)
    expect(variants[0]).toMatchObject({ guessFloor: 1 / 256, parameters: { constantGuessFloor: 0.25 } })
  })

  test('not of options in order', () => {
    expect(reason('circular', sourceOf([choice(0, ['1', '2', '3'])]))).toContain('numbers in order')
  })
})

describe('ten options', () => {
  const others = Array.from({ length: 12 }, (_, at) =>
    choice(at + 1, [`thing ${at} here`, `object ${at} there`], { category: 'x' }),
  )

  test('adds what checkpoints answered to siblings first, and nothing that says the same as gold', () => {
    const item = choice(0, ['a red bus', 'a tree'], { category: 'x' })
    const wrongAnswers = new Map([
      ['1', ['bus', 'a lamp', 'the red buses', 'A tree']],
      ['2', ['a cloud']],
    ])
    const [variant] = built('ten-options', sourceOf([item, ...others], { wrongAnswers }))
    const texts = variant.turns[0].options.map(({ text }) => text)
    expect(texts.length).toBe(10)
    expect(new Set(texts).size).toBe(10)
    expect(texts).toEqual(expect.arrayContaining(['a red bus', 'a tree', 'a lamp', 'a cloud']))
    expect(texts).not.toContain('bus')
    expect(texts).not.toContain('the red buses')
    expect(goldOf(variant)).toBe('a red bus')
    expect(variant.guessFloor).toBe(0.1)
    expect(variant.parameters.added).toEqual(expect.arrayContaining(['answer:1', 'answer:2']))
    expect(variant.checks.map(({ verdict }) => verdict)).toEqual(['passed', 'pending'])
  })

  test('numbers get numbers of the same form, none near gold, and stay in order', () => {
    const item = choice(0, ['$3.50', '$4.00', '$4.50'], { category: 'y' }, 1)
    const [variant] = built('ten-options', sourceOf([item]))
    const texts = variant.turns[0].options.map(({ text }) => text)
    expect(texts.length).toBe(10)
    expect(texts.every(text => /^\$\d+\.\d\d$/.test(text))).toBe(true)
    const numbers = texts.map(text => Number(text.slice(1)))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    expect(goldOf(variant)).toBe('$4.00')
    expect(numbers.filter(number => number !== 4 && Math.abs(number - 4) <= 0.2)).toEqual([])
  })

  test('numbers that fall go on falling', () => {
    const [variant] = built('ten-options', sourceOf([choice(0, ['30', '20', '10'], {}, 1)]))
    const numbers = variant.turns[0].options.map(({ text }) => Number(text))
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
  })

  test('not where too few are found, nor for yes and no', () => {
    expect(reason('ten-options', sourceOf([choice(0, animals)]))).toBe('only 0 more wrong options were found')
    expect(reason('ten-options', sourceOf([choice(0, ['Yes', 'No'])]))).toContain('yes and no')
  })

  test.each([
    ['red car', 'a red car', true],
    ['cars', 'car', true],
    ['a blue car', 'a red car', false],
    ['101', '100', true],
    ['110', '100', false],
  ])('%s and %s say the same: %s', (one, other, same) => {
    expect(saysTheSame(one, other)).toBe(same)
  })
})

describe('free form', () => {
  test('drops the options of a short closed answer', () => {
    const [variant] = built('free-form', sourceOf([choice(0, animals, { question: 'What sits there?' }, 2)]))
    expect(variant).toMatchObject({
      turns: [{ question: 'What sits there?', options: [], answer: 'bird' }],
      guessFloor: 0,
      parameters: { match: 'judge' },
    })
    const [number] = built('free-form', sourceOf([choice(0, ['3', '4', '5'], { question: 'How many?' })]))
    expect(number.parameters.match).toBe('number')
  })

  test("keeps what MathVista's scorer reads of the new answer, and drops its list of choices", () => {
    const question =
      'Hint: Please answer the question and provide the correct option letter, e.g., A, B, C, D, at the end.\nQuestion: How long?\nChoices:\n(A) 2.5\n(B) 4.0\n(C) 1.5'
    const details = { question_type: 'multi_choice', answer_type: 'text' }
    const item = choice(0, ['2.5', '4.0', '1.5'], { question, details, answer: '2.5' })
    const [variant] = built('free-form', sourceOf([item], {}, 'mathvista'))
    expect(variant.turns).toEqual([{ question: 'How long?', options: [], answer: '2.5' }])
    expect(variant.details).toEqual({ question_type: 'free_form', answer_type: 'float', precision: '1' })
  })

  test.each([
    [choice(0, ['Yes', 'No']), 'yes or no'],
    [choice(0, ['a very long answer of many words', 'b']), 'over 4 words'],
    [choice(0, animals, { question: 'Which of the following is shown?' }), 'choose among options'],
    [choice(0, ['cat', 'dog', 'all of the above']), 'other options'],
  ])('not of %#', (item, why) => {
    expect(reason('free-form', sourceOf([item]))).toContain(why)
  })
})
