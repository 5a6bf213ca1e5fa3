import { describe, expect, test } from 'vitest'
import { ZodError } from 'zod'
import { mmstar } from '#lib/benchmarks/mmstar'
import { recordOf } from './record-of'

const shared = { question: 'How many?', answer: 'B', category: 'math', l2_category: 'count' }
const rows = [
  { ...shared, index: '0', A: '2', B: '4', C: '12', D: '24' },
  { ...shared, index: '1', A: '2', B: '4', C: '', D: '' },
  { ...shared, index: '2', A: 'None', B: 'One', C: 'NA', category: 'logical reasoning' },
]
const items = rows.map(row => recordOf(mmstar, row))

describe('MMStar', () => {
  test('reads the options a row has: an empty cell is none, "None" and "NA" are words', () => {
    expect(items.map(({ options }) => options.map(({ text }) => text))).toEqual([
      ['2', '4', '12', '24'],
      ['2', '4'],
      ['None', 'One', 'NA'],
    ])
    expect(items.map(({ category }) => category)).toEqual(['math', 'math', 'logical reasoning'])
  })

  test('refuses a row without a category', () => {
    expect(() => mmstar.toItem({ ...rows[0], category: '' })).toThrow(ZodError)
  })

  test('weighs every item alike, categories or not, against its own number of options', () => {
    expect(mmstar.units(items)).toEqual([
      { items: [0], stratum: '', guessFloor: 1 / 4 },
      { items: [1], stratum: '', guessFloor: 1 / 2 },
      { items: [2], stratum: '', guessFloor: 1 / 3 },
    ])
    expect(mmstar.unitValue([1])).toBe(1)
    expect(mmstar.printedScale(1)).toBeNull()
  })

  test('asks for the letter', () => {
    expect(items[1] && mmstar.prompt(items[1])).toBe(
      "How many?\nA. 2\nB. 4\nAnswer with the option's letter from the given choices directly.",
    )
  })
})
