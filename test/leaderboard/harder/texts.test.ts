import { describe, expect, test } from 'vitest'
import { built, choice, goldOf, reason, sourceOf, yesNo } from './some-items'

const animals = ['cat', 'dog', 'bird', 'fish']

describe('hint removed', () => {
  test("ScienceQA's hint goes, with its detail", () => {
    const item = choice(0, animals, {
      question: 'Mammals have fur.\nWhich is a bird?',
      details: { hint: 'Mammals have fur.', grade: 'grade3' },
    })
    const [variant] = built('hint-removed', sourceOf([item]))
    expect(variant.turns[0]).toEqual({ question: 'Which is a bird?', options: item.options, answer: 'A' })
    expect(variant.details).toEqual({ grade: 'grade3' })
    expect(variant.parameters).toEqual({ hint: 1, pointers: 0, measures: 0 })
  })

  test.each([
    ['As shown in the figure, what is the area?', 'What is the area?'],
    ['What, according to the chart, grew most?', 'What grew most?'],
    ['In triangle ABC, AB = 5, what is BC as shown in the diagram below?', 'In triangle ABC what is BC?'],
  ])('%s becomes %s', (question, bare) => {
    const pictureTexts = new Map([['0', ['5', 'A', 'B', 'C']]])
    const [variant] = built('hint-removed', sourceOf([choice(0, animals, { question })], { pictureTexts }))
    expect(variant.turns[0].question).toBe(bare)
  })

  test('a measure stays unless it can be read in the picture', () => {
    const item = choice(0, animals, { question: 'If AB = 5, how long is BC?' })
    expect(reason('hint-removed', sourceOf([item]))).toContain('gives nothing away')
  })
})

describe('a conversation', () => {
  test('asks, takes a preference, contradicts; every turn can be checked', () => {
    const [variant] = built('multi-turn', sourceOf([choice(0, animals, {}, 2)]))
    expect(variant.turns.map(({ answer }) => answer)).toEqual(['C', '3', '3'])
    expect([0, 1, 2].map(turn => goldOf(variant, turn))).toEqual(['bird', 'bird', 'bird'])
    const claimed = Number(variant.parameters.claimed)
    expect(claimed).not.toBe(3)
    expect(variant.turns[2].question).toContain(`number ${claimed}`)
    // Who keeps saying the third option is right in all turns wherever it is in the first.
    expect(variant).toMatchObject({ guessFloor: 0.25, parameters: { freshGuessFloor: 1 / 64 } })
  })
})

describe('a preference', () => {
  const items = [
    yesNo(0, 'Yes', { question: 'Is there a dog?', imageHash: 'p' }),
    choice(1, animals, { question: 'What sits on the roof?', imageHash: 'p' }, 2),
    choice(2, animals, { question: 'What sits on the roof?' }, 1),
  ]

  test('is met by the one person who wants both facts as they are', () => {
    const [variant] = built('preference', sourceOf(items))
    const lines = variant.turns[0].question.split('\n').filter(line => line.includes(' wants '))
    expect(lines.length).toBe(4)
    const [match] = lines.filter(line => line.includes('"Yes"') && line.includes('"bird"'))
    expect(match.startsWith(goldOf(variant) ?? '?')).toBe(true)
    expect(lines.filter(line => line.includes('"Yes"')).length).toBe(2)
    expect(variant).toMatchObject({ parents: ['0', '1'], guessFloor: 0.25 })
  })

  test('takes two questions about one picture', () => {
    expect(reason('preference', sourceOf(items), 2)).toContain('no second question')
  })
})
