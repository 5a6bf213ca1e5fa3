import { describe, expect, test } from 'vitest'
import { mcqVlmevalkit } from '#lib/scorers/mcq.vlmevalkit'
import { itemOf, parsedOf } from './scored-item'

const wings = ['Open', 'Closed']
const numbers = ['2', '4', '12', '24']
const quality = ['High', 'Low', 'Medium']
const colours = ['brown', 'black']
const yesNo = ['Yes', 'No']

// Rows of the toolkit's own behaviour at e8e78f05: options, gold, prediction, what is read, by which rule.
const rows = [
  [wings, 'A', 'A', 'A', 'letter'],
  [wings, 'B', '(B)', 'B', 'letter'],
  [wings, 'A', '**A**', 'A', 'letter'],
  [wings, 'A', 'a', null, null],
  [wings, 'A', '"A"', null, null],
  [wings, 'A', 'The wings are open', 'A', 'option-text'],
  [wings, 'A', 'open', 'A', 'option-text'],
  [wings, 'A', 'The wings are wide open in the sun', null, null],
  [wings, 'B', 'The answer is a closed one', 'A', 'verbose-regex'],
  [wings, 'A', '**Answer: A**\n\nBecause they spread out wide', null, null],
  [wings, 'A', 'A because they are open', null, null],
  [wings, 'A', 'A they are open', 'A', 'letter'],
  [wings, 'A', 'A or B', null, null],
  [wings, 'A', 'The correct answer is **b**', 'B', 'verbose-regex'],
  [wings, 'A', 'The answer is D', null, null],
  [wings, 'A', 'Z', 'Z', 'letter-z'],
  [wings, 'A', "I can't process this file.", 'Z', 'refusal'],
  [wings, 'A', 'Failed to obtain answer via API: A', null, null],
  [wings, 'A', '', null, null],
  [colours, 'A', 'The answer is brown', 'B', 'verbose-regex'],
  [numbers, 'D', '24', null, null],
  [numbers, 'C', 'A 12', 'A', 'letter'],
  [numbers, 'C', 'C. 12', 'C', 'letter'],
  [numbers, 'C', 'Cannot determine the answer', 'Z', 'refusal'],
  [quality, 'B', 'Low', 'B', 'option-text'],
  [quality, 'B', 'b. low', 'B', 'option-text'],
  [quality, 'B', '(B) Low', 'B', 'letter'],
  [quality, 'B', 'It is low, not high', null, null],
  [quality, 'B', 'D', null, null],
  [yesNo, 'A', 'Yes, a shadow', null, null],
  [yesNo, 'A', 'Yes, it is', 'A', 'option-text'],
] as const

describe('multiple choice as VLMEvalKit reads it', () => {
  test.each(rows)('%j gold %s: %j reads %s by %s', (texts, answer, prediction, parsed, rule) => {
    const outcome = mcqVlmevalkit.score(itemOf(texts, answer), prediction)
    if (parsed === null) expect(outcome).toMatchObject({ kind: 'unparsed' })
    else expect(outcome).toEqual({ kind: 'scored', value: parsed === answer ? 1 : 0, parsed, rule })
  })

  test('measures lengths in code points, as Python does', () => {
    // 20 code points and the limit is 20; in UTF-16 units there are 32.
    const prediction = `open ${'🦋'.repeat(12)} ok`
    expect(parsedOf(mcqVlmevalkit.score(itemOf(wings, 'A'), prediction))).toBe('A')
    expect(parsedOf(mcqVlmevalkit.score(itemOf(wings, 'A'), `${prediction}!`))).toBe(null)
  })
})
