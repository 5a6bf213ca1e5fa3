import { describe, expect, test } from 'vitest'
import { scoreExtraction } from '#lib/scorers/mathvista-answer'
import { readPythonList } from '#lib/scorers/python-list'
import type { ScoredItem } from '#lib/scorers/scorer'
import { itemOf, parsedOf, plainScorer, worth } from './scored-item'

// prediction, lmms-eval, the authors' tool, VLMEvalKit
test.each([
  ['Yes.', 'yes', 'yes', 'yes'],
  ['Yes, there is no cat', 'yes', 'yes', null],
  ["There isn't", null, null, null],
  ['It is not.', null, null, null],
  ['yes - clearly', 'yes', 'yes', 'yes'],
  ['Nobody', 'no', 'no', null],
  // The authors do not trim, and know no initials.
  ['    yes', 'yes', null, 'yes'],
  ['y', 'yes', null, null],
  ['N.o', 'no', null, 'no'],
] as const)('yes or no: %j reads %s, %s and %s', (prediction, lmms, official, kit) => {
  const ids = ['yesno.lmms-eval', 'yesno.mme-official', 'yesno.vlmevalkit']
  const read = ids.map(id => parsedOf(plainScorer(id).score(itemOf([], 'Yes'), prediction)))
  expect(read).toEqual([lmms, official, kit])
})

test('yes or no leniently: the words anywhere', () => {
  expect(plainScorer('yesno.lmms-eval').score(itemOf([], 'No'), 'I would say no')).toEqual({
    kind: 'unparsed',
    lenient: { value: 1, parsed: 'no', rule: 'word' },
  })
})

describe('ChartQA', () => {
  // gold, prediction, VLMEvalKit, lmms-eval
  test.each([
    ['20', '21', 1, 1],
    ['20', '21.1', 0, 0],
    ['20%', '0.2', 1, 1],
    ['20%', '20', 0, 0],
    ['0', '0.01', 0, 0],
    ['0', '0', 1, 1],
    ['2019', '2018', 1, 1],
    ['Blue', 'blue.', 0, 0],
    ['Blue', 'BLUE', 1, 1],
    ['1,000', '1000', 0, 0],
    ['[1990, 1995]', '1995', 1, 0],
    ['7', ' 7', 1, 1],
    ['Blue', ' blue', 1, 0],
  ] as const)('gold %s: %j is worth %i and %i', (gold, prediction, kit, lmms) => {
    const item = itemOf([], gold)
    expect(worth(plainScorer('chartqa.relaxed.vlmevalkit').score(item, prediction))).toBe(kit)
    expect(worth(plainScorer('chartqa.relaxed.lmms-eval').score(item, prediction))).toBe(lmms)
  })

  test.each([
    ['Blue', 'blue.', 1],
    ['1,000', '1000', 1],
    ['Yes', '“yes”', undefined],
    ['20', '$20.', 1],
    ['[1990, 1995]', '1995', undefined],
    ['1,000', '1,00', undefined],
  ] as const)('gold %s: %j is worth %s leniently', (gold, prediction, lenient) => {
    const outcome = plainScorer('chartqa.relaxed.vlmevalkit').score(itemOf([], gold), prediction)
    expect(outcome).toHaveProperty('kind', 'scored')
    expect(outcome.kind === 'scored' ? outcome.lenient?.value : null).toBe(lenient)
  })

  test.each([
    ['[1990, 1995]', ['1990', '1995']],
    [` ['a', "b, c", 'it\\'s'] `, ['a', 'b, c', "it's"]],
    ['[1.50, 1e3, -2, True, None,]', ['1.5', '1000.0', '-2', 'True', 'None']],
    ['[]', []],
    ['[yes, no]', null],
    ['[007]', null],
    ['[1 2]', null],
    ['[1, 2', null],
    ['(1, 2)', null],
    ['[nan]', null],
  ] as const)('as a Python list %s is %j', (text, members) => {
    expect(readPythonList(text)).toEqual(members)
  })
})

describe('GSM8K', () => {
  // gold, completion, strict parsed and worth, flexible parsed and worth
  test.each([
    ['42', '… The answer is 42.', '42', 1, '42.', 1],
    ['42', 'The answer is 42', '4', 0, '42', 1],
    ['42', 'The answer is 42 dollars.', '42', 1, '42', 1],
    ['1,500', 'The answer is 1500.', '1500', 1, '1500.', 1],
    ['42', 'It is $42.00.', null, 0, '$42.00.', 0],
    ['42', 'The answer is: 42.', null, 0, '42.', 1],
    ['42', '42. So it took 3 steps', null, 0, '3', 0],
  ] as const)('gold %s: %j', (gold, completion, strict, strictWorth, flexible, flexibleWorth) => {
    const item = itemOf([], `3 + 4 = 7, so.\n#### ${gold}`)
    const one = plainScorer('gsm8k.strict-cot').score(item, completion)
    const other = plainScorer('gsm8k.flexible').score(item, completion)
    expect([parsedOf(one), worth(one)]).toEqual([strict, strictWorth])
    expect([parsedOf(other), worth(other)]).toEqual([flexible, flexibleWorth])
    // The headline stands beside the strict number in one outcome.
    const lenient = one.kind === 'not-scored' ? undefined : one.lenient?.value
    expect(lenient ?? worth(one)).toBe(flexibleWorth)
  })

  test('the authors keep a final period, the harness drops it', () => {
    const item = itemOf([], '#### 18')
    expect(worth(plainScorer('gsm8k.hash-official').score(item, 'so #### 18.'))).toBe(0)
    expect(worth(plainScorer('gsm8k.hash-lm-eval').score(item, 'so #### 18.'))).toBe(1)
    expect(worth(plainScorer('gsm8k.hash-official').score(item, '#### 1,8'))).toBe(1)
    expect(plainScorer('gsm8k.hash-official').score(item, 'it is 18')).toMatchObject({
      kind: 'unparsed',
      lenient: { value: 1, rule: 'last-number' },
    })
  })

  test('18.00 is 18 leniently only', () => {
    expect(plainScorer('gsm8k.flexible').score(itemOf([], '18'), 'so $18.00')).toMatchObject({
      value: 0,
      lenient: { value: 1 },
    })
    expect(plainScorer('gsm8k.flexible').score(itemOf([], '18'), '...')).not.toHaveProperty('lenient')
  })
})

describe('MathVista', () => {
  const fractions = ['3/11', '8/11', '6/11', '3/5']
  const chosen = (gold: string) =>
    itemOf(fractions, gold, { details: { question_type: 'multi_choice', answer_type: 'text' } })
  const free = (answer_type: string, answer: string, precision = '') =>
    itemOf([], answer, { details: { question_type: 'free_form', answer_type, precision } })

  // item, extraction, normalised and worth by the authors, worth by our rules
  test.each<[string, ScoredItem, string, string | null, number, number]>([
    ['8/11', chosen('8/11'), 'B', '8/11', 1, 1],
    ['8/11', chosen('8/11'), '(B) 8/11', '8/11', 1, 1],
    ['8/11', chosen('8/11'), 'b', '3/5', 0, 0],
    ['6/11', chosen('6/11'), '6/10', '6/11', 1, 0],
    ['integer 7', free('integer', '7'), '7.0', '7', 1, 1],
    ['integer 7', free('integer', '7'), '7 cm', null, 0, 1],
    ['integer 0', free('integer', '0'), '-0.4', '0', 1, 1],
    ['float 2.68', free('float', '2.68', '2'), '2.675', '2.67', 0, 0],
    ['float 1.45', free('float', '1.45', '2.0'), '$1.45', null, 0, 1],
    ['integer 1000', free('integer', '1000'), '1,000', null, 0, 1],
  ])('%s: %o %j is normalised to %s', (_, item, extraction, normalised, official, rules) => {
    const read = scoreExtraction(item, extraction)
    expect([read?.parsed ?? null, read?.value ?? 0]).toEqual([normalised, official])
    expect(worth(plainScorer('mathvista.rules').score(item, extraction))).toBe(rules)
  })

  test('without a judge the authors take only what is an answer by itself', () => {
    const score = plainScorer('mathvista.official').score
    expect(score(chosen('8/11'), '8/11')).toMatchObject({ value: 1, parsed: '8/11' })
    expect(score(chosen('8/11'), 'It is (B) 8/11.')).toMatchObject({
      kind: 'unparsed',
      lenient: { value: 1 },
    })
    expect(score(free('integer', '7'), '7.0').kind).toBe('unparsed')
    // Nothing said is the choice nearest to nothing.
    expect(score(chosen('3/5'), '')).toMatchObject({ value: 1, rule: 'edit-distance' })
  })

  test('VLMEvalKit rounds nothing, and a list can never be right', () => {
    const score = plainScorer('mathvista.vlmevalkit').score
    expect(worth(score(free('float', '1.2', '1'), '1.2'))).toBe(1)
    expect(worth(score(free('float', '1.2', '1'), '1.21'))).toBe(0)
    expect(worth(score(free('integer', '7'), ' 007 '))).toBe(1)
    expect(score(free('integer', '7'), '7.0').kind).toBe('unparsed')
    expect(score(free('list', '[1, 2]'), '[1, 2]')).toMatchObject({ value: 0, rule: 'never-right' })
    const doubled = itemOf(['45', '45'], '45', {
      details: { question_type: 'multi_choice', answer_type: 'text', answer_option: 'B' },
    })
    expect(worth(score(doubled, 'A'))).toBe(0)
    expect(worth(score(doubled, 'B'))).toBe(1)
  })

  test.each<[ScoredItem, string, string | null, string]>([
    [chosen('8/11'), '<think>(A)? no</think>**(B)**', '8/11', 'letter'],
    [chosen('8/11'), 'It must be $\\boxed{B}$', '8/11', 'letter'],
    [
      chosen('8/11'),
      'Answer: (A)? No, answer: (B) since the shape has eight blue parts of them',
      '8/11',
      'answer-is',
    ],
    [
      chosen('8/11'),
      'One could take (A) or (C), yet (B) is what the picture of the shape shows',
      '8/11',
      'parentheses',
    ],
    [
      chosen('8/11'),
      'There are 3/11 red ones in the picture that I see here. So blue is 8/11 of it',
      '8/11',
      'last-sentence',
    ],
    [
      chosen('8/11'),
      'There are many shapes in the picture that I see here, and 18/11 or 8/110 of them are so',
      null,
      '',
    ],
    [chosen('8/11'), '6/10', null, ''],
    [
      itemOf(['11', '13'], '11', { details: { question_type: 'multi_choice', answer_type: 'text' } }),
      'As the picture shows us here, it is 3/11 of all of them',
      null,
      '',
    ],
    [free('integer', '7'), 'We have 3 + 4 = 7 apples, 2 of them red', '7', 'stated-number'],
    [free('integer', '7'), 'The answer is 7 (of 12).', '7', 'stated-number'],
    [free('integer', '7'), 'x = 7. The answer is', '7', 'stated-number'],
    [free('integer', '7'), 'x = 3, so the answer is 7', '7', 'stated-number'],
    [free('integer', '2345'), 'codes 1,2345', '2345', 'last-number'],
    [free('integer', '7'), 'I count 5 red and 7 blue', '7', 'last-number'],
    [free('integer', '-3'), 'It fell by −3 degrees', '-3', 'last-number'],
    [free('integer', '5'), 'pages 3-5', '5', 'last-number'],
    [free('integer', '12500'), 'about $12,500 a year', '12500', 'last-number'],
    [free('integer', '2'), 'CO2 and x3', null, ''],
    [free('float', '0.5', '1'), 'roughly ≈ .45', '0.5', 'stated-number'],
    [free('float', '45.0', '1'), '45% of them', '45.0', 'last-number'],
    [free('list', '[2014, 2016]'), 'Between [1] and so: [ 2014,2016 ].', '[2014, 2016]', 'last-list'],
    [free('list', '[2014, 2016]'), '2014 and 2016', null, ''],
    [free('integer', '7'), '', null, ''],
    [free('integer', '7'), 'none', null, ''],
  ])('our rules: %o %j', (item, response, parsed, rule) => {
    const outcome = plainScorer('mathvista.rules').score(item, response)
    expect(outcome).toEqual(
      parsed === null ? { kind: 'unparsed' } : { kind: 'scored', value: 1, parsed, rule },
    )
  })
})
