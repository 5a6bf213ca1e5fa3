import { describe, expect, test } from 'vitest'
import { llavawJudgeLmmsEval } from '#lib/scorers/llavaw.judge.lmms-eval'
import { llavawJudgeVlmevalkit } from '#lib/scorers/llavaw.judge.vlmevalkit'
import { llavawRelative } from '#lib/scorers/llavaw-relative'
import { readLlavawReply } from '#lib/scorers/llavaw-reply'
import { mathvistaJudgeOfficial } from '#lib/scorers/mathvista.judge.official'
import { mathvistaJudgeVlmevalkit } from '#lib/scorers/mathvista.judge.vlmevalkit'
import { mcqJudgeVlmevalkit } from '#lib/scorers/mcq.judge.vlmevalkit'
import { mmvetJudgeOfficial } from '#lib/scorers/mmvet.judge.official'
import { mmvetJudgeVlmevalkit } from '#lib/scorers/mmvet.judge.vlmevalkit'
import { readMmvetReply } from '#lib/scorers/mmvet-reply'
import type { JudgedScorer, ScoredItem } from '#lib/scorers/scorer'
import { yesnoJudgeVlmevalkit } from '#lib/scorers/yesno.judge.vlmevalkit'

function item(part: Partial<ScoredItem> = {}): ScoredItem {
  return { question: 'What is x?', options: [], answer: '-1<AND>-5', details: {}, ...part }
}

/** What a judge is sent, as one text. */
function sent(scorer: JudgedScorer, subject: ScoredItem, prediction: string, attempt = 0): string {
  return (scorer.request(subject, prediction, attempt)?.messages ?? [])
    .map(({ role, content }) => `${role}: ${content}`)
    .join('\n')
}

describe('MM-Vet', () => {
  test.each([
    ['0.5', 0.5, 0.5],
    ['1.0 because …', 1, null],
    [' 0.4', null, 0.4],
    ['Score: 0.6', null, null],
    ['1.2', null, null],
    ['0.3\n', 0.3, 0.3],
    ['-0.1', null, null],
    ['nan', null, null],
    ['inf', null, null],
    ['', null, null],
    ['0.5\nthe rest', null, null],
    ['.7', 0.7, 0.7],
    ['1', 1, 1],
  ])('reply %j is %s officially and %s to VLMEvalKit', (reply, official, vlmevalkit) => {
    expect(readMmvetReply('official', reply)).toBe(official)
    expect(readMmvetReply('vlmevalkit', reply)).toBe(vlmevalkit)
  })

  test('grades are the values of the outcomes: 1, .5 and 0 make 50', () => {
    const values = ['1', '0.5', '0.0'].map(reply => mmvetJudgeOfficial.read(item(), 'x', [reply]))
    expect(values).toEqual([
      { kind: 'scored', value: 1, parsed: '1', rule: 'judge' },
      { kind: 'scored', value: 0.5, parsed: '0.5', rule: 'judge' },
      { kind: 'scored', value: 0, parsed: '0.0', rule: 'judge' },
    ])
    const sum = values.reduce((total, one) => total + (one?.kind === 'scored' ? one.value : Number.NaN), 0)
    expect((sum / 3) * 100).toBe(50)
  })

  test.each([
    [mmvetJudgeOfficial, [0, 0, 0.5, 1, 1.5], 3],
    [mmvetJudgeVlmevalkit, [0, 0.5, 1, 1.5, 2], 2048],
  ])('$id is asked five times, and warmer every time', (scorer, temperatures, maxTokens) => {
    const requests = temperatures.map((_, attempt) => scorer.request(item(), 'x', attempt))
    expect(requests.map(request => request?.temperature)).toEqual(temperatures)
    expect(new Set(requests.map(request => request?.maxTokens))).toEqual(new Set([maxTokens]))
    const replies = temperatures.map(() => 'Score: 0.6')
    for (let count = 0; count < 5; count++)
      expect(scorer.read(item(), 'x', replies.slice(0, count))).toBe(null)
    expect(scorer.read(item(), 'x', replies)).toEqual({ kind: 'unparsed' })
    expect(scorer.read(item(), 'x', [...replies.slice(0, 4), '0.2'])).toMatchObject({ value: 0.2 })
  })

  test('the official judge is reminded when it is asked again', () => {
    const [first, again] = [
      sent(mmvetJudgeOfficial, item(), 'x = 3'),
      sent(mmvetJudgeOfficial, item(), 'x = 3', 1),
    ]
    expect(first.endsWith('\nWhat is x? | -1 <AND> -5 | x = 3 | ')).toBe(true)
    expect(again.startsWith(first)).toBe(true)
    expect(again.slice(first.length)).toMatch(/^\n.+ number: $/)
    expect(sent(mmvetJudgeVlmevalkit, item(), 'x = 3', 1)).toBe(first)
  })

  test('the table has seven worked rows, with the grades of the published ones', () => {
    const rows = sent(mmvetJudgeOfficial, item(), 'x')
      .split('\n')
      .filter(line => line.includes(' | '))
    expect(rows[0]).toBe('Question | Ground truth | Prediction | Correctness')
    expect(rows.slice(2, -1).map(row => row.split(' | ').at(-1))).toEqual([
      '0.0',
      '0.5',
      '0.5',
      '0.5',
      '1.0',
      '0.4',
      '1.0',
    ])
  })
})

describe('LLaVA-W', () => {
  const both = (reference: number, model: number) => ({ reference, model })
  test.each([
    ['9 7', both(9, 7), both(9, 7)],
    ['9, 7', null, both(9, 7)],
    ['Scores: 9 7', null, both(9, 7)],
    ['9.5,8', both(9.5, 8), both(9.5, 8)],
    ['8, 9', null, both(8, 9)],
    ['8 9 ', null, both(8, 9)],
    ['8\t9', null, both(8, 9)],
    ['\n8 9', null, both(8, 9)],
    ['8 9\nThe first is better.', both(8, 9), both(8, 9)],
    ['8/10 9/10', null, both(8, 10)],
    ['Assistant 1: 8', null, both(1, 8)],
    ['8', null, null],
    ['eight nine', null, null],
    ['nan 9', null, null],
    ['', null, null],
  ])('reply %j is %j to VLMEvalKit and %j to lmms-eval', (reply, vlmevalkit, lmmsEval) => {
    expect(readLlavawReply('vlmevalkit', reply)).toEqual(vlmevalkit)
    expect(readLlavawReply('lmms-eval', reply)).toEqual(lmmsEval)
  })

  test.each([
    [[both(8, 6), both(10, 9)], 83.3],
    [[both(10, 10)], 100],
    [[both(9, 6), both(9, 6), both(9, 6)], 66.7],
    // A ratio of means, which is not the mean of ratios (75).
    [[both(10, 5), both(5, 5)], 66.7],
  ])('pairs %j are worth %d', (pairs, score) => {
    expect(Math.round(llavawRelative(pairs) * 10) / 10).toBe(score)
  })

  test('an item without a pair is left out, or kept as -1 and -1 where strict', () => {
    const pairs = [both(8, 6), null, both(10, 9)]
    expect(llavawRelative(pairs)).toBe((15 / 18) * 100)
    expect(llavawRelative(pairs, true)).toBe((14 / 17) * 100)
    expect(llavawRelative([null])).toBe(Number.NaN)
  })

  test.each([llavawJudgeVlmevalkit, llavawJudgeLmmsEval])(
    '$id is asked five times, then there is no score',
    scorer => {
      const replies = Array(5).fill('I cannot say')
      for (let count = 0; count < 5; count++)
        expect(scorer.read(item(), 'x', replies.slice(0, count))).toBe(null)
      expect(scorer.read(item(), 'x', replies)).toEqual({
        kind: 'not-scored',
        reason: 'judge failed: no two scores in 5 replies',
      })
      expect(scorer.read(item(), 'x', [...replies.slice(0, 4), '9 7'])).toEqual({
        kind: 'scored',
        value: 0.7,
        against: 0.9,
        parsed: '9 7',
        rule: 'judge',
      })
    },
  )

  test.each(['90 85', '8 11', '-1 -1'])('grades beyond the scale, %j, are asked for again', reply => {
    expect(llavawJudgeVlmevalkit.read(item(), 'x', [reply])).toBe(null)
    expect(llavawJudgeVlmevalkit.read(item(), 'x', [reply, '8 10'])).toMatchObject({ value: 1, against: 0.8 })
  })

  test('the judge sees context, question, reference and answer, in this order', () => {
    const subject = item({ answer: 'THE REFERENCE', details: { caption: 'THE CAPTION' } })
    const request = llavawJudgeVlmevalkit.request(subject, 'THE ANSWER', 0)
    expect(request).toMatchObject({ temperature: 0.2, maxTokens: 1024 })
    expect(request?.messages.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(request?.messages[1]?.content).toMatch(
      /^\[Context\]\nTHE CAPTION\n\n\[Question\]\nWhat is x\?\n\n\[Assistant 1\]\nTHE REFERENCE\n\n\[End of Assistant 1\]\n\n\[Assistant 2\]\nTHE ANSWER\n\n\[End of Assistant 2\]\n\n\[System\]\n/,
    )
  })
})

describe('multiple choice', () => {
  const options = [
    { label: 'A', text: 'Open' },
    { label: 'B', text: 'Closed' },
  ]
  const wings = item({ question: 'Are the wings open?', options, answer: 'A' })
  const long = 'The wings are wide open in the sun'

  test('with an answer that can be read needs no judge', () => {
    expect(mcqJudgeVlmevalkit.request(wings, 'B', 0)).toBe(null)
    expect(mcqJudgeVlmevalkit.read(wings, 'B', [])).toMatchObject({
      kind: 'scored',
      value: 0,
      parsed: 'B',
      rule: 'letter',
    })
  })

  test('otherwise the judge sees question, options and answer', () => {
    expect(sent(mcqJudgeVlmevalkit, wings, long)).toContain(
      `Question: Are the wings open?\nOptions:\nA. Open\nB. Closed\nAnswer: ${long}\nLetter: `,
    )
    expect(mcqJudgeVlmevalkit.read(wings, long, [])).toBe(null)
  })

  test.each([
    [['A'], { kind: 'scored', value: 1, parsed: 'A', rule: 'judge letter' }],
    [['Z'], { kind: 'scored', value: 0, parsed: 'Z', rule: 'judge letter-z' }],
    [['I think that it is hard to tell from this answer', '(B)'], { kind: 'scored', value: 0, parsed: 'B' }],
    [['?', '?', 'A'], { kind: 'scored', value: 1 }],
    [['?', '?'], null],
    [['?', '?', '?'], { kind: 'unparsed' }],
  ])('replies %j', (replies, outcome) => {
    const read = mcqJudgeVlmevalkit.read(wings, long, replies)
    if (outcome === null) expect(read).toBe(null)
    else expect(read).toMatchObject(outcome)
  })
})

describe('yes or no', () => {
  const cat = item({ question: 'Is there a cat?', answer: 'No' })

  test('that can be read needs no judge', () => {
    expect(yesnoJudgeVlmevalkit.request(cat, 'No.', 0)).toBe(null)
    expect(yesnoJudgeVlmevalkit.read(cat, 'No.', [])).toMatchObject({ value: 1, rule: 'word' })
  })

  test('that cannot is asked for, warmer every time', () => {
    expect(sent(yesnoJudgeVlmevalkit, cat, 'I see none')).toMatch(
      /\n\nQuestion: Is there a cat\?\nAnswer: I see none\nWord: $/,
    )
    const temperatures = [0, 1, 2, 3, 4].map(
      attempt => yesnoJudgeVlmevalkit.request(cat, 'I see none', attempt)?.temperature,
    )
    expect(temperatures).toEqual([0, 0.5, 1, 1.5, 2])
    expect(yesnoJudgeVlmevalkit.read(cat, 'I see none', ['Unknown'])).toBe(null)
    expect(yesnoJudgeVlmevalkit.read(cat, 'I see none', ['Unknown', 'No'])).toMatchObject({
      kind: 'scored',
      value: 1,
      rule: 'judge word',
    })
    expect(yesnoJudgeVlmevalkit.read(cat, 'I see none', Array(5).fill('Unknown'))).toMatchObject({
      kind: 'unparsed',
    })
  })
})

describe('MathVista', () => {
  const number = (answer: string, answer_type: string, precision = '') =>
    item({ answer, details: { question_type: 'free_form', answer_type, precision } })
  const choice = item({
    answer: '8/11',
    options: ['3/11', '8/11', '6/11', '3/5'].map((text, at) => ({ label: 'ABCD'.charAt(at), text })),
    details: { question_type: 'multi_choice', answer_type: 'text', answer_option: 'B' },
  })

  test('asks officially where the response is no answer by itself', () => {
    expect(mathvistaJudgeOfficial.request(number('7', 'integer'), '7', 0)).toBe(null)
    expect(mathvistaJudgeOfficial.read(number('7', 'integer'), '7', [])).toMatchObject({
      value: 1,
      rule: 'integer',
    })
    expect(mathvistaJudgeOfficial.request(choice, '8/11', 0)).toBe(null)
    const asked = sent(mathvistaJudgeOfficial, number('7', 'integer'), '7 cm')
    expect(asked).toMatch(/What is x\?\n\nResponse: 7 cm\n\nExtracted answer: $/)
    // Five worked ones and this.
    expect(asked.match(/\nExtracted answer: /g)?.length).toBe(6)
    expect(mathvistaJudgeOfficial.read(number('7', 'integer'), '7 cm', [])).toBe(null)
  })

  test.each([
    [number('7', 'integer'), '7 cm', ' 7\n', 1, 'judge integer', '7'],
    [number('1.45', 'float', '2.0'), '$1.45', '1.45', 1, 'judge float', '1.45'],
    [number('2.68', 'float', '2.0'), 'about 2.675', '2.675', 0, 'judge float', '2.67'],
    [choice, 'The second', 'B', 1, 'judge letter', '8/11'],
    [choice, 'The second', 'b', 0, 'judge edit-distance', '3/5'],
  ])('reads an extraction as the authors do: %#', (subject, response, reply, value, rule, parsed) => {
    expect(mathvistaJudgeOfficial.read(subject, response, [reply])).toMatchObject({
      kind: 'scored',
      value,
      rule,
      parsed,
    })
  })

  test('an extraction that is no number is unparsed', () => {
    expect(mathvistaJudgeOfficial.read(number('7', 'integer'), 'seven', ['7 cm'])).toMatchObject({
      kind: 'unparsed',
    })
  })

  test.each([
    ['the right number', number('7', 'integer'), '7', true],
    ['a wrong number', number('7', 'integer'), '8', false],
    ['a right 0', number('0', 'integer'), '0', false],
    ['no number', number('7', 'integer'), '7 cm', false],
    ['an option, right or wrong', choice, 'A', true],
    ['no option', choice, 'The second of these four fractions', false],
    ['a list, which can never be right', number('[1, 2]', 'list'), '[1, 2]', true],
  ])('as VLMEvalKit has it, %s: no judge needed is %s', (_, subject, response, settled) => {
    expect(mathvistaJudgeVlmevalkit.request(subject, response, 0) === null).toBe(settled)
    const outcome = mathvistaJudgeVlmevalkit.read(subject, response, [])
    if (settled) expect(outcome?.kind).toBe('scored')
    else expect(outcome).toBe(null)
  })

  test('as VLMEvalKit has it, a reply is compared like an answer', () => {
    expect(mathvistaJudgeVlmevalkit.read(number('0', 'integer'), '0', ['0'])).toMatchObject({
      value: 1,
      rule: 'judge integer',
    })
    expect(mathvistaJudgeVlmevalkit.read(choice, 'The second', ['B'])).toMatchObject({
      value: 1,
      rule: 'judge letter',
    })
    expect(mathvistaJudgeVlmevalkit.read(number('7', 'integer'), '7 cm', ['7 cm'])).toMatchObject({
      kind: 'unparsed',
    })
  })
})
