import { describe, expect, test } from 'vitest'
import { turnOptions } from '#lib/probes/turned-options'

const item = {
  question: 'Which?',
  answer: 'B',
  options: ['red', 'green', 'blue'].map((text, at) => ({ label: 'ABC'[at] ?? '', text })),
}

describe('turnOptions', () => {
  test('puts the text of option i under label (i + turn) mod n, and gold with its text', () => {
    expect(turnOptions(item, 1)).toEqual({
      question: 'Which?',
      answer: 'C',
      options: [
        { label: 'A', text: 'blue' },
        { label: 'B', text: 'red' },
        { label: 'C', text: 'green' },
      ],
    })
    expect(turnOptions(item, 2).answer).toBe('A')
  })

  test('keeps the text of the gold option under every turn', () => {
    for (const turn of [0, 1, 2, 3, 4]) {
      const { answer, options } = turnOptions(item, turn)
      expect(options.find(({ label }) => label === answer)?.text).toBe('green')
    }
  })

  test('leaves the item as it is where nothing is turned', () => {
    expect(turnOptions(item, 0)).toBe(item)
    expect(turnOptions(item, 3)).toBe(item)
    const free = { options: [], answer: '12' }
    expect(turnOptions(free, 1)).toBe(free)
  })

  test('leaves an answer that is no label', () => {
    expect(turnOptions({ ...item, answer: 'Z' }, 1).answer).toBe('Z')
  })
})
