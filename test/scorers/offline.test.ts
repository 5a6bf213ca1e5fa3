import { describe, expect, test } from 'vitest'
import { llavawOffline } from '#lib/scorers/llavaw.offline'
import { mmvetOffline } from '#lib/scorers/mmvet.offline'
import { tokenF1, tokensOf } from '#lib/scorers/token-f1'

const item = (answer: string) => ({ question: '', options: [], details: {}, answer })
const value = (answer: string, prediction: string) => {
  const outcome = mmvetOffline.score(item(answer), prediction)
  return outcome.kind === 'scored' ? outcome.value : outcome.kind
}

test.each([
  ['The cat, a dog & AN owl.', ['cat', 'dog', 'owl']],
  ['x = -5 or 5.25', ['x', '-5', 'or', '5.25']],
  ['1,234,567 people; 1,2', ['1234567', 'people', '1', '2']],
  ['well-known 3-5 mid-2020', ['well', 'known', '3', '5', 'mid', '2020']],
  ['ＦＵＬＬ ½ é', ['full', '1', '2', 'é']],
  ['5kg 2nd', ['5kg', '2nd']],
  ['… !', []],
])('tokens of %j', (text, tokens) => {
  expect(tokensOf(text)).toEqual(tokens)
})

test.each([
  ['a b c', 'a b c', 1],
  ['a b', 'b c', 0.5],
  // Twice said is once right: 2 × 1 / (2 + 1).
  ['b b', 'b', 2 / 3],
  ['a', 'b', 0],
  ['', '', 0],
])('F1 of %j against %j', (said, gold, f1) => {
  const words = (text: string) => text.split(' ').filter(Boolean)
  expect(tokenF1(words(said), words(gold))).toBe(f1)
})

describe('mmvet.offline', () => {
  test.each([
    ['-1<AND>-5', '-1 and -5', 0.8],
    ['-1<AND>-5', '-1 -5', 1],
    ['-1<AND>-5', '-5, -1', 1],
    ['-1<AND>-5', '-1', 2 / 3],
    ['-1<AND>-5', '1 5', 0],
    ['red<OR>dark red<OR>crimson', 'Dark red.', 1],
    ['red<OR>crimson', 'dark red', 2 / 3],
    ['a cat <AND> dog <OR> animals', 'dog cat', 1],
    ['a cat <AND> dog <OR> animals', 'animals', 1],
    ['yes', '', 'unparsed'],
    ['yes', '?!', 'unparsed'],
  ])('gold %j, prediction %j', (gold, prediction, expected) => {
    expect(value(gold, prediction)).toBe(expected)
  })
})

describe('llavaw.offline', () => {
  test('is the share of words in common with the reference, which has all in common with itself', () => {
    expect(llavawOffline.score(item('A red bus in the rain.'), 'a bus in rain, red')).toEqual({
      kind: 'scored',
      value: 1,
      against: 1,
      parsed: 'bus in rain red',
      rule: 'token-f1',
    })
    expect(llavawOffline.score(item('A red bus'), 'A blue bus')).toMatchObject({ value: 0.5, against: 1 })
    expect(llavawOffline.score(item('A red bus'), '…')).toEqual({
      kind: 'scored',
      value: 0,
      against: 1,
      parsed: '',
      rule: 'empty',
    })
  })
})
