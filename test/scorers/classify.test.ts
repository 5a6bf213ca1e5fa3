import { describe, expect, test } from 'vitest'
import type { AnswerClass } from '#lib/domain/answer-class'
import { rankByLogLikelihood } from '#lib/scorers/log-likelihood-rank'
import type { ScoredItem } from '#lib/scorers/scorer'
import { itemOf, plainScorer, worth } from './scored-item'

const sets = {
  pets: ['beagle', 'Abyssinian', 'american_bulldog'],
  cifar: ['apple', 'aquarium fish', 'fish', 'pear', 'ray', 'sea'],
  clevr: ['3', '4', '5', '6'],
  food: ['waffles', 'apple_pie', 'cherry pie', 'off-center cake'],
  aircraft: ['737-200', '737-300', 'A320'],
  eurosat: ['River', 'Forest', 'Highway or Road'],
}
const countries: AnswerClass[] = [
  { name: 'Italy', aliases: ['Italian Republic'], codes: ['IT'] },
  { name: "Cote d'Ivoire", aliases: ["Côte d'Ivoire", 'Ivory Coast'], codes: ['CI'] },
  { name: 'Norway', aliases: [], codes: ['NO'] },
]

function classed(names: readonly string[], gold: string): ScoredItem {
  return itemOf([], gold, { classes: names.map(name => ({ name, aliases: [], codes: [] })) })
}

function mapped(names: readonly string[], answer: string) {
  const outcome = plainScorer('classify.map').score(classed(names, names[0] ?? ''), answer)
  return outcome.kind === 'scored' ? [outcome.parsed, outcome.rule] : null
}

// set, gold, answer, class, worth by the map, worth by VLMClassifier
test.each([
  ['pets', 'beagle', 'A Beagle.', 'beagle', 1, 1],
  ['cifar', 'ray', 'An x-ray of a hand', null, 0, 1],
  ['cifar', 'aquarium fish', 'An aquarium fish', 'aquarium fish', 1, 1],
  ['cifar', 'apple', 'It is not an apple but a pear', 'pear', 0, 1],
  ['clevr', '5', 'There are five objects', '5', 1, 0],
  ['food', 'waffles', 'a waffle', 'waffles', 1, 0],
  ['aircraft', '737-200', 'Boeing 737', null, 0, 0],
  ['eurosat', 'River', 'river, forest and highway', 'River', 1, 1],
] as const)('%s, %s: %j', (set, gold, answer, name, map, contains) => {
  const item = classed(sets[set], gold)
  const outcome = plainScorer('classify.map').score(item, answer)
  expect(outcome.kind === 'scored' ? outcome.parsed : null).toBe(name)
  expect(worth(outcome)).toBe(map)
  expect(worth(plainScorer('classify.vlmclassifier').score(item, answer))).toBe(contains)
})

describe('the map', () => {
  test.each([
    ['pets', 'This is a photo of an American Bulldog!', 'american_bulldog', 'whole'],
    ['pets', 'I see an “american bulldog” here', 'american_bulldog', 'named'],
    ['pets', 'Ｂｅａｇｌｅ', 'beagle', 'whole'],
    ['pets', 'ABYSSINIAN', 'Abyssinian', 'whole'],
    ['cifar', 'fish', 'fish', 'whole'],
    ['cifar', 'Two aquarium fishes swim', 'aquarium fish', 'named'],
    ['eurosat', 'river, forest', 'River', 'ambiguous-first'],
    ['eurosat', 'A forest? A river? The answer is river, not forest.', 'River', 'ambiguous-answer-is'],
    ['cifar', 'An apple or a pear. The answer is pear, I think', 'pear', 'ambiguous-answer-is'],
    ['cifar', 'No, it is a pear', 'pear', 'named'],
    ['cifar', 'No pear', null, ''],
    ['cifar', 'No. Pear.', 'pear', 'named'],
    ['cifar', 'The answer is apple? No: the answer is pear', 'pear', 'ambiguous-answer-is'],
    ['cifar', 'It is not an apple or a pear, rather a ray', 'ray', 'named'],
    ['cifar', "It isn't an apple", null, ''],
    ['cifar', 'a pear rather than an apple', 'pear', 'named'],
    ['cifar', 'There is no doubt that it is a pear', 'pear', 'named'],
    ['food', 'apple pies', 'apple_pie', 'whole'],
    ['food', 'an off center cake', 'off-center cake', 'whole'],
    ['food', 'cherry cream pie', 'cherry pie', 'word-overlap'],
    ['food', 'cherry red pie tart', null, ''],
    ['food', 'pie of apple and cherry', null, ''],
    ['food', 'pie apple cherry', null, ''],
    ['food', 'pie', null, ''],
    ['food', 'not apple pie', null, ''],
    ['food', 'cherry apple pie pie', 'apple_pie', 'named'],
    ['clevr', '5.', '5', 'whole'],
    ['clevr', '15', null, ''],
    ['aircraft', 'A Boeing 737-300, I believe', '737-300', 'named'],
    ['aircraft', '737-200s', null, ''],
    ['eurosat', '', null, ''],
  ] as const)('%s: %j is %s by %s', (set, answer, name, rule) => {
    expect(mapped(sets[set], answer)).toEqual(name === null ? null : [name, rule])
  })

  test('a code counts as the whole answer only, an alias inside of sentences', () => {
    const read = (answer: string) => {
      const outcome = plainScorer('classify.map').score(itemOf([], 'Italy', { classes: countries }), answer)
      return outcome.kind === 'scored' ? outcome.parsed : null
    }
    expect(read('IT')).toBe('Italy')
    expect(read('No.')).toBe('Norway')
    expect(read('it is in no way clear')).toBe(null)
    expect(read('Somewhere in the Italian Republic')).toBe('Italy')
    expect(read('côte d’ivoire')).toBe("Cote d'Ivoire")
    expect(read('It must be the Ivory Coast')).toBe("Cote d'Ivoire")
  })

  test('the lenient reading is the substring', () => {
    expect(plainScorer('classify.map').score(classed(sets.cifar, 'ray'), 'An x-ray of a hand')).toEqual({
      kind: 'unparsed',
      lenient: { value: 1, parsed: 'ray', rule: 'contains' },
    })
  })
})

describe('log-likelihoods', () => {
  const scores = [
    { name: 'ray', logProbabilities: [-2] },
    { name: 'aquarium fish', logProbabilities: [-1, -1.5] },
    { name: 'pear', logProbabilities: [-1.25] },
  ]

  test('are ranked by their mean over the tokens; equals keep their order', () => {
    expect(rankByLogLikelihood(scores)).toEqual([
      { name: 'aquarium fish', mean: -1.25 },
      { name: 'pear', mean: -1.25 },
      { name: 'ray', mean: -2 },
    ])
  })

  test('are read from JSON that has every class', () => {
    const score = (names: readonly string[], prediction: unknown) =>
      plainScorer('classify.loglik').score(classed(names, 'aquarium fish'), JSON.stringify(prediction))
    const names = scores.map(({ name }) => name)
    expect(score(names, scores)).toEqual({
      kind: 'scored',
      value: 1,
      parsed: 'aquarium fish',
      rule: 'mean-log-likelihood',
    })
    expect(score([...names, 'sea'], scores)).toEqual({ kind: 'unparsed' })
    expect(score(names, [...scores, scores[0]])).toEqual({ kind: 'unparsed' })
    expect(score(names, [{ name: 'ray', logProbabilities: [] }])).toEqual({ kind: 'unparsed' })
    expect(score(names, 'ray')).toEqual({ kind: 'unparsed' })
    expect(plainScorer('classify.loglik').score(classed(names, 'ray'), 'ray')).toEqual({ kind: 'unparsed' })
  })
})
