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

  test('a subtask of one image with both right is worth 200; perception and cognition are summed apart', () => {
    const pair = (index: number, category: string) =>
      [0, 1].map(question =>
        recordOf(mme, {
          ...shared,
          index: `${index}-${question}`,
          question: 'Is there?',
          category,
          image_path: `${index}.png`,
        }),
      )
    const made = [
      ...pair(0, 'existence'),
      ...pair(1, 'count'),
      ...pair(2, 'count'),
      ...pair(3, 'code_reasoning'),
    ]
    const scores = [1, 1, 1, 1, 1, 0, 1, 0].map(value => ({ value }))
    expect(mme.metrics(made, scores)).toEqual([
      { id: 'perception', value: 325, n: 3 },
      { id: 'cognition', value: 50, n: 1 },
      { id: 'subtask/existence', value: 200, n: 1 },
      { id: 'subtask/count', value: 125, n: 2 },
      { id: 'subtask/code_reasoning', value: 50, n: 1 },
    ])
  })

  test('a file of all fourteen reaches 2000 and 800 points', () => {
    const subtasks = [
      ...['existence', 'count', 'position', 'color', 'OCR'],
      ...['posters', 'celebrity', 'scene', 'landmark', 'artwork'],
      ...['commonsense_reasoning', 'numerical_calculation', 'text_translation', 'code_reasoning'],
    ]
    const made = subtasks.flatMap(category =>
      [0, 1].map(question =>
        recordOf(mme, { ...shared, category, index: `${category}-${question}`, question: 'Is it?' }),
      ),
    )
    const [perception, cognition, ...each] = mme.metrics(
      made,
      made.map(() => ({ value: 1 })),
    )
    expect([perception, cognition].map(metric => [metric?.id, metric?.value, metric?.n])).toEqual([
      ['perception', 2000, 10],
      ['cognition', 800, 4],
    ])
    expect(each).toHaveLength(14)
    expect(mme.printedScale(14)).toEqual({ low: 0, high: 2800 })
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

  test('VLMEvalKit sends the question as it stands', () => {
    expect(items[0] && mme.prompt(items[0], 'vlmevalkit-generic')).toBe(rows[0]?.question)
  })

  test('asks for a word instead of the printed sentence', () => {
    expect(items[0] && mme.prompt(items[0])).toBe(
      'Is there a dog?\nAnswer the question using a single word or phrase.',
    )
  })
})
