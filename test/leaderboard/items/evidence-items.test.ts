import { describe, expect, test } from 'vitest'
import { benchmarkById } from '#lib/benchmarks/index'
import { answerCode } from '#lib/leaderboard/items/answer-code'
import { evidenceItems } from '#lib/leaderboard/items/evidence-items'
import { siblingAnswers } from '#lib/leaderboard/items/sibling-answers'
import { madeItem } from '../made-run'
import { someItem } from './some-evidence'

const options = [...'ABCD'].map(label => ({ label }))

describe('the code of an answer', () => {
  test('names the content, whatever place it was shown at', () => {
    // Turned by one, content A stands at place B.
    expect(answerCode('B', options, 1)).toBe(0)
    expect(answerCode('A', options, 1)).toBe(3)
    expect(answerCode('C', options)).toBe(2)
  })

  test('is equal for equal words, and -1 for nothing', () => {
    expect(answerCode(' Two dogs. ', [])).toBe(answerCode('two  DOGS', []))
    expect(answerCode('two dogs', [])).not.toBe(answerCode('two cats', []))
    expect(answerCode('two dogs', [])).toBeGreaterThanOrEqual(0)
    expect(answerCode(null, options)).toBe(-1)
    expect(answerCode('E', options)).toBe(-1)
  })
})

describe('the items evidence is collected about', () => {
  test('options give the guess; pictures and groups the clusters', () => {
    const items = [
      madeItem(0, { answer: 'B' }),
      madeItem(1, { imageHash: 'picture-0' }),
      madeItem(2, { group: 'pair' }),
      madeItem(3, { group: 'pair', options: [], answer: 'a text' }),
    ]
    const found = evidenceItems(benchmarkById('mmstar'), items)
    expect(found.map(({ guess }) => guess)).toEqual([0.25, 0.25, 0.25, 0])
    expect(found.map(({ cluster }) => cluster)).toEqual([0, 0, 1, 1])
    expect(found[0]).toMatchObject({ gold: 1, goldText: 'option B', options: 4 })
    expect(found[3].gold).toBe(answerCode('A text', []))
  })

  test('yes/no benchmarks are guessed by a coin, classes by their number, gold answers in words by their option', () => {
    const yesNo = ['Yes', 'No'].map((answer, at) => madeItem(at, { options: [], answer }))
    expect(evidenceItems(benchmarkById('mme'), yesNo).map(({ guess }) => guess)).toEqual([0.5, 0.5])
    const pets = evidenceItems(benchmarkById('pets'), [madeItem(0, { options: [], answer: 'beagle' })])
    expect(pets[0].guess).toBeCloseTo(1 / 37, 12)
    const words = evidenceItems(benchmarkById('mathvista'), [madeItem(0, { answer: 'option C' })])
    expect(words[0]).toMatchObject({ gold: 2, goldText: 'option C' })
  })
})

describe('siblings', () => {
  const asked = (questions: readonly string[], golds: readonly string[]) =>
    siblingAnswers(questions.map((question, at) => someItem(at, { question, goldText: golds[at] ?? '' })))

  test('share a question but for numbers and rare words', () => {
    const questions = [
      ...Array.from({ length: 12 }, (_, at) => `Is there a thing${at} in picture ${at}?`),
      'What colour is the ball?',
    ]
    const golds = [...new Array<string>(7).fill('No'), ...new Array<string>(5).fill('Yes'), 'Red']
    const found = asked(questions, golds)
    expect(found[0]).toEqual({ siblings: 11, modalShare: 6 / 11 })
    // Seven others say No: its own Yes is not what siblings say.
    expect(found[8]).toEqual({ siblings: 11, modalShare: 0 })
    expect(found[12]).toEqual({ siblings: 0, modalShare: 0 })
  })
})
