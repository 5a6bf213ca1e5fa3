import { describe, expect, test } from 'vitest'
import { ZodError } from 'zod'
import { mmvp } from '#lib/benchmarks/mmvp'
import { recordOf } from './record-of'

const rows = [
  { index: '1', question: 'Are the wings open?', A: 'Open', B: 'Closed', answer: 'A' },
  { index: '2', question: 'Are the wings open?', A: 'Open', B: 'Closed', answer: 'B' },
  { index: '3', question: 'Is the door red?', A: 'Yes', B: 'No', answer: 'B' },
]
const [first, second, third] = rows.map(row => recordOf(mmvp, row))
if (!first || !second || !third) throw new Error('three rows')

describe('MMVP', () => {
  test('reads a row', () => {
    expect(first).toMatchObject({
      id: '1',
      question: 'Are the wings open?',
      answer: 'A',
      options: [
        { label: 'A', text: 'Open' },
        { label: 'B', text: 'Closed' },
      ],
    })
  })

  test.each([{ answer: '(a)' }, { question: '' }, { index: '' }])('refuses a row with %o', change => {
    expect(() => mmvp.toItem({ ...rows[0], ...change })).toThrow(ZodError)
  })

  test('complains where rows do not make pairs', () => {
    expect(mmvp.complaint([first, second])).toBeNull()
    expect(mmvp.complaint([first, second, third])).toBe('3 rows do not make pairs')
    expect(mmvp.complaint([first, third])).toBe('items 1 and 3 should be a pair but ask different questions')
  })

  test('counts a pair when both answers are right', () => {
    expect(mmvp.units([first, second])).toEqual([{ items: [0, 1], stratum: '', guessFloor: 0.25 }])
    expect(mmvp.unitValue([1, 1])).toBe(1)
    expect(mmvp.unitValue([1, 0])).toBe(0)
  })

  test('asks for the letter', () => {
    expect(mmvp.prompt(first)).toBe(
      "Are the wings open?\nA. Open\nB. Closed\nAnswer with the option's letter from the given choices directly.",
    )
  })
})
