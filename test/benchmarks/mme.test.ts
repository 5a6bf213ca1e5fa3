import { describe, expect, test } from 'vitest'
import { ZodError } from 'zod'
import { mme } from '#lib/benchmarks/mme'
import { recordOf } from './record-of'

const shared = { category: 'existence', image_path: '0000.png', answer: 'Yes' }
const rows = [
  { ...shared, index: '0', question: 'Is there a dog? Please answer yes or no.' },
  { ...shared, index: '1', question: 'Is there a cat? Please answer yes or no.', answer: 'No' },
  { ...shared, index: '2', question: 'Are there two? Please answer yes or no.', category: 'count' },
]
const items = rows.map(row => recordOf(mme, row))
const points = (...scores: number[]) => 200 * mme.unitValue(scores)

describe('MME', () => {
  test('scores an image by accuracy and by both right', () => {
    expect(points(1, 1)).toBe(200)
    expect(points(1, 0)).toBe(50)
    expect(points(0, 0)).toBe(0)
    expect((points(1, 1) + points(1, 0)) / 2).toBe(125)
    expect((points(1, 0) + points(0, 1)) / 2).toBe(50)
  })

  test('groups by subtask and image, for an image name may serve two subtasks', () => {
    expect(mme.units(items)).toEqual([
      { items: [0, 1], stratum: 'existence', guessFloor: 0.375 },
      { items: [2], stratum: 'count', guessFloor: 0.375 },
    ])
    expect(mme.printedScale(14)).toEqual({ low: 0, high: 2800 })
  })

  test('complains of an image that has not two questions', () => {
    expect(mme.complaint(items.slice(0, 2))).toBeNull()
    expect(mme.complaint(items)).toBe('image count/0000.png has 1 questions, not 2')
  })

  test.each([{ answer: 'maybe' }, { image_path: '' }, { category: '' }])('refuses a row with %o', change => {
    expect(() => mme.toItem({ ...rows[0], ...change })).toThrow(ZodError)
  })

  test('asks for a word instead of the printed sentence', () => {
    expect(items[0] && mme.prompt(items[0])).toBe(
      'Is there a dog?\nAnswer the question using a single word or phrase.',
    )
  })
})
