import { describe, expect, test } from 'vitest'
import { itemOf, parsedOf, plainScorer, worth } from './scored-item'

const blank = null

describe('MMVP', () => {
  const [open, brown] = [
    ['Open', 'Closed'],
    ['brown', 'black'],
  ]
  // options, gold, prediction, what lmms-eval reads, what VLMEvalKit reads
  test.each([
    [open, 'A', 'open', blank, 'A'],
    [open, 'A', 'A or B', 'A', blank],
    [open, 'A', '**A**', blank, 'A'],
    [open, 'A', 'a', 'A', blank],
    [brown, 'A', 'The answer is brown', 'B', 'B'],
  ] as const)('%j gold %s: %j reads %s and %s', (texts, gold, prediction, lmms, kit) => {
    const item = itemOf(texts ?? [], gold)
    expect(parsedOf(plainScorer('mcq.mmvp.lmms-eval').score(item, prediction))).toBe(lmms)
    expect(parsedOf(plainScorer('mcq.vlmevalkit').score(item, prediction))).toBe(kit)
  })

  test.each([
    ['(a).', 'whole', 'A'],
    ['B looks right', 'start', 'B'],
    ['b.', 'whole', 'B'],
    ['Hence the answer is (B)', 'answer-is', 'B'],
    ['I take option (B), of course', 'option', 'B'],
    ['I say (b) here', 'word-end', 'B'],
    ['the sea is blue', 'word-end', 'A'],
    ['blue,', 'first-character', 'B'],
    ['none', 'none', blank],
  ] as const)('%j by the rule %s', (prediction, rule, parsed) => {
    const outcome = plainScorer('mcq.mmvp.lmms-eval').score(itemOf(open ?? [], 'A'), prediction)
    expect(outcome).toMatchObject(parsed === null ? { kind: 'unparsed' } : { parsed, rule })
  })
})

describe('Q-Bench', () => {
  const item = itemOf(['High', 'Low', 'Medium'], 'B')
  // prediction, what lmms-eval reads, what VLMEvalKit reads
  test.each([
    ['B', 'B', 'B'],
    ['Low', blank, 'B'],
    ['b. low', blank, 'B'],
    ['(B) Low', 'B', 'B'],
    ['It is low, not high', blank, blank],
    ['Low and Medium', blank, blank],
    ['D', blank, blank],
  ] as const)('%j reads %s and %s', (prediction, lmms, kit) => {
    expect(parsedOf(plainScorer('mcq.qbench.lmms-eval').score(item, prediction))).toBe(lmms)
    expect(parsedOf(plainScorer('mcq.vlmevalkit').score(item, prediction))).toBe(kit)
  })

  test.each([
    ['I see the USA high up there', 'A', 'space'],
    ['(A) no, (C)', 'C', 'repaired'],
    ['A or B or A', 'A', 'repaired'],
    ['The picture was taken at low light', 'B', 'option-text'],
    ['The noise is low and the blur is high', 'A', 'repaired'],
    ['take B.it', 'B', 'period'],
    ['"B"', blank, ''],
  ] as const)('%j reads %s by %s', (prediction, parsed, rule) => {
    const outcome = plainScorer('mcq.qbench.lmms-eval').score(item, prediction)
    expect(outcome).toMatchObject(parsed === null ? { kind: 'unparsed' } : { parsed, rule })
  })
})

describe('MMStar', () => {
  const numbers = ['2', '4', '12', '24']
  // gold, prediction, VLMEvalKit, lmms-eval, the authors
  test.each([
    ['C', 'C. 12', 'C', 'C', 1],
    ['C', '12', blank, blank, 0],
    ['C', 'A 12', 'A', 'A', 0],
    ['C', 'Cannot determine the answer', 'Z', 'C', 1],
    ['B', 'because', blank, blank, 1],
    ['B', 'Both A and B', blank, 'B', 1],
  ] as const)('gold %s: %j reads %s and %s, official %i', (gold, prediction, kit, lmms, official) => {
    const item = itemOf(numbers, gold)
    expect(parsedOf(plainScorer('mcq.vlmevalkit').score(item, prediction))).toBe(kit)
    expect(parsedOf(plainScorer('mcq.mmstar.lmms-eval').score(item, prediction))).toBe(lmms)
    expect(worth(plainScorer('mcq.mmstar.official').score(item, prediction))).toBe(official)
  })

  test.each([
    ['A (B)', 'A', 'start'],
    ['(A) so B', 'B', 'end'],
    ['x (A) the answer is Bx', 'B', 'phrase'],
    ['x (A) or (D) x', 'D', 'parentheses'],
    ['x A) B: C. x', 'C', 'period'],
    ['x A) B: x', 'B', 'colon'],
    ['xA) B x', 'A', 'right-paren'],
    ['x USA xD x', 'D', 'space'],
    ['xAx', 'A', 'fallback'],
    ['정답은 B입니다', 'B', 'phrase'],
    ['答案是C吧', 'C', 'phrase'],
    ['答えはDです', 'D', 'phrase'],
  ] as const)('%j reads %s by the form %s', (prediction, parsed, rule) => {
    expect(plainScorer('mcq.mmstar.lmms-eval').score(itemOf(numbers, 'A'), prediction)).toMatchObject({
      parsed,
      rule,
    })
  })

  test.each([
    ['(c) 12', 'C', 'parenthesis'],
    ['Option\nC', 'C', 'option'],
    ['The answer is c', 'C', 'answer-is'],
    ['the answer: c', blank, ''],
  ] as const)("the authors' prefix test: %j reads %s by %s", (prediction, parsed, rule) => {
    const outcome = plainScorer('mcq.mmstar.official').score(itemOf(numbers, 'C'), prediction)
    expect(outcome).toMatchObject(parsed === null ? { kind: 'unparsed' } : { parsed, rule })
  })
})

// prediction, lmms-eval, LLaVA, VLMEvalKit
test.each([
  ['C', 1, 1, 1],
  ['c', 1, 0, 0],
  ['C. granite', 1, 1, 1],
  ['The answer is C.', 0, 1, 1],
  ['granite', 0, 0, 1],
  ['C)', 0, 0, 1],
  ['C.granite', 1, 0, 1],
] as const)('ScienceQA: %j is worth %i, %i and %i', (prediction, lmms, llava, kit) => {
  const item = itemOf(['basalt', 'marble', 'granite'], 'C')
  const worths = ['mcq.sqa.lmms-eval', 'mcq.sqa.llava', 'mcq.vlmevalkit'].map(id =>
    worth(plainScorer(id).score(item, prediction)),
  )
  expect(worths).toEqual([lmms, llava, kit])
})

test('LLaVA reads no letter beyond the choices, and no sentence at the very end', () => {
  const read = (prediction: string) =>
    plainScorer('mcq.sqa.llava').score(itemOf(['basalt', 'marble'], 'B'), prediction).kind
  expect(read('E')).toBe('unparsed')
  expect(read('The answer is B')).toBe('unparsed')
  expect(read('The answer is B.')).toBe('scored')
  expect(read('The answer is A. The answer is B.')).toBe('unparsed')
})

// prediction, lmms-eval, VLMEvalKit
test.each([
  ['C', 1, 1],
  ['c.', 1, 0],
  ['C. owl', 1, 1],
  ['owl', 0, 1],
  ['(c)', 1, 0],
  ['The answer is C', 0, 1],
] as const)('AI2D: %j is worth %i and %i', (prediction, lmms, kit) => {
  const item = itemOf(['mouse', 'corn', 'owl', 'fox'], 'C')
  expect(worth(plainScorer('mcq.ai2d.lmms-eval').score(item, prediction))).toBe(lmms)
  expect(worth(plainScorer('mcq.vlmevalkit').score(item, prediction))).toBe(kit)
})

test('AI2D: labels that are the options', () => {
  const item = itemOf(['A', 'B', 'C', 'D'], 'C')
  expect(plainScorer('mcq.ai2d.lmms-eval').score(item, 'c')).toMatchObject({ value: 1, rule: 'whole' })
  expect(plainScorer('mcq.vlmevalkit').score(item, 'c')).toMatchObject({ value: 1, rule: 'option-text' })
  expect(worth(plainScorer('mcq.ai2d.lmms-eval').score(item, ' c'))).toBe(0)
  expect(worth(plainScorer('mcq.ai2d.lmms-eval').score(item, ' C.'))).toBe(1)
  const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'
  expect(worth(plainScorer('mcq.ai2d.lmms-eval').score(item, `${punctuation}c${punctuation}`))).toBe(1)
})

describe('the lenient reading', () => {
  test('is kept only where the strict one finds nothing', () => {
    const score = plainScorer('mcq.vlmevalkit').score
    const item = itemOf(['Open', 'Closed'], 'A')
    expect(score(item, 'a')).toEqual({
      kind: 'unparsed',
      lenient: { value: 1, parsed: 'A', rule: 'start' },
    })
    expect(score(item, 'B or A')).toMatchObject({ kind: 'unparsed', lenient: { parsed: 'B', value: 0 } })
    expect(score(item, 'A')).not.toHaveProperty('lenient')
    expect(score(item, '…')).toEqual({ kind: 'unparsed' })
  })
})
