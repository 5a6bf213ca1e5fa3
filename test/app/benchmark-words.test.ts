import { expect, test } from 'vitest'
import { benchmarkById } from '#lib/benchmarks/index'
import { metricGroups } from '../../app/checkpoint/metric-groups'
import { askedWords, chanceWords, licenceWords } from '../../app/methods/catalogue-words'

test('the parts of MME are points without decimals, the sums before the subtasks', () => {
  const groups = metricGroups({
    printedScale: { low: 0, high: 2800 },
    metrics: [
      { id: 'perception', value: 1487.61, n: 1000 },
      { id: 'cognition', value: 300.2, n: 187 },
      { id: 'subtask/code_reasoning', value: 57.5, n: 20 },
    ],
  })
  expect(groups.map(({ title, unit, metrics }) => [title, unit, metrics.length])).toEqual([
    ['Whole', 'points', 2],
    ['Subtask', 'points', 1],
  ])
  expect(groups[0]?.metrics[0]).toEqual({
    id: 'perception',
    name: 'perception',
    value: '1\u2009488',
    n: '1\u2009000',
  })
  expect(groups[1]?.metrics[0]).toMatchObject({ name: 'code reasoning', value: '58' })
})

test('a part of a part keeps both names, and abbreviations of the field are written out', () => {
  const metric = (id: string) => ({ id, value: 50, n: 2 })
  const ids = [
    'accuracy',
    'axis/math/geometry',
    'capability/rec',
    'combination/rec,ocr',
    'split/test_human',
    'pair',
  ]
  const groups = metricGroups({ printedScale: null, metrics: ids.map(metric) })
  expect(groups.map(({ title, metrics }) => [title, ...metrics.map(({ name }) => name)])).toEqual([
    ['Whole', 'accuracy', 'pairs right'],
    ['Axis', 'math: geometry'],
    ['Capability', 'recognition'],
    ['Combination', 'rec, ocr'],
    ['Split', 'human'],
  ])
  expect(groups[0]?.metrics[0]?.value).toBe('50.0')
})

test.each([
  ['mmvp', '(1 / options)²'],
  ['mme', '37.5\u2009%'],
  ['mmstar', '1 / options'],
  ['mm-vet', '0'],
  ['chartqa', '0'],
  ['mathvista', '1 / options'],
  ['caltech101', '1.0\u2009%'],
  ['eurosat', '10.0\u2009%'],
])('the chance level of %s reads %s', (id, words) => {
  expect(chanceWords(benchmarkById(id))).toBe(words)
})

test.each([
  ['mmstar', "… Answer with the option's letter from the given choices directly."],
  ['mme', '… Answer the question using a single word or phrase.'],
  ['mm-vet', 'the question alone'],
  ['gsm8k', '… A:'],
  ['food101', 'What type of food is in this photo?'],
  ['docci', 'nothing is asked'],
])('%s is asked as: %s', (id, words) => {
  expect(askedWords(benchmarkById(id))).toBe(words)
})

test('what a licence means for a site is said in its words', () => {
  const words = (id: string) => licenceWords(benchmarkById(id).licence)
  expect(words('mmvp')).toBe('Shown and passed on: ids, answers and scores only; non-commercial')
  expect(words('mathvista')).toBe('Shown and passed on: texts, no pictures')
  expect(words('gsm8k')).toBe('Shown and passed on: pictures and texts')
})
