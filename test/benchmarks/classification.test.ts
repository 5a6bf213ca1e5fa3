import { describe, expect, test } from 'vitest'
import { ZodError } from 'zod'
import { findClass } from '#lib/benchmarks/class-list'
import { alignmentIds, docci } from '#lib/benchmarks/docci'
import { benchmarkById, benchmarks } from '#lib/benchmarks/index'
import { scoredItem } from '#lib/benchmarks/score-answer'
import { classifyMap } from '#lib/scorers/classify.map'
import { recordOf, valuesOf } from './record-of'

const sets = benchmarks.filter(({ classes }) => classes !== undefined)

describe('class lists', () => {
  test.each([
    ['caltech101', 102, 34],
    ['cifar-100', 100, 18],
    ['food101', 101, 1],
    ['pets', 37, 1],
    ['country211', 211, 5],
    ['eurosat', 10, 3],
    ['aircraft', 100, 2],
    ['clevr-count', 8, 1],
  ])('%s has %d classes and %d templates', (id, classes, templates) => {
    const set = benchmarkById(id)
    expect(set.classes).toHaveLength(classes)
    expect(set.zeroShot?.names).toHaveLength(classes)
    expect(set.zeroShot?.templates).toHaveLength(templates)
    for (const template of set.zeroShot?.templates ?? []) expect(template).toContain('{c}')
  })

  test.each(sets)('$id: every name, alias and code leads to its own class', ({ classes = [] }) => {
    for (const one of classes)
      for (const text of [one.name, one.name.toUpperCase(), ...one.aliases, ...one.codes])
        expect([text, findClass(classes, text)?.name]).toEqual([text, one.name])
  })

  test.each(sets)('$id: an encoder is asked with names of the same classes in the same order', set => {
    const { classes = [], zeroShot } = set
    const found = zeroShot?.names.map(name => findClass(classes, name)?.name)
    expect(found).toEqual(classes.map(({ name }) => name))
  })

  test.each([
    ['caltech101', 'faces_easy', 'centered face'],
    ['caltech101', 'BACKGROUND_Google', 'background'],
    ['cifar-100', 'aquarium_fish', 'aquarium fish'],
    ['food101', 'creme_brulee', 'creme brulee'],
    ['pets', 'american_pit_bull_terrier', 'American Pit Bull Terrier'],
    ['country211', 'CD', 'DR Congo'],
    ['country211', 'ZW', 'Zimbabwe'],
    ['eurosat', 'SeaLake', 'sea or lake'],
    ['eurosat', 'highway or road', 'highway'],
    ['aircraft', 'F-16A/B', 'F-16A/B'],
    ['clevr-count', 'ten', '10'],
  ])('%s files say %s for %s', (id, text, name) => {
    const set = benchmarkById(id)
    expect(set.toItem({ index: '1', class: text, label: '7' }).answer).toBe(name)
  })

  test('the codes of countries are sorted, as their folders are', () => {
    const codes = benchmarkById('country211').classes?.map(({ codes: [code] }) => code) ?? []
    expect(codes).toEqual(codes.toSorted())
    expect(new Set(codes).size).toBe(211)
    for (const code of codes) expect(code).toMatch(/^[A-Z]{2}$/)
  })

  test('orders of labels: VTAB counts from three, and begins with accordions', () => {
    expect(benchmarkById('clevr-count').classes?.map(({ name }) => name)).toEqual([...'3456789', '10'])
    expect(benchmarkById('caltech101').classes?.[4]?.name).toBe('background')
    expect(benchmarkById('cifar-100').classes?.[99]?.name).toBe('worm')
  })

  test('a class that is none of the list is refused by its column', () => {
    const read = () => benchmarkById('pets').toItem({ index: '1', class: 'goldfish' })
    expect(read).toThrow(ZodError)
    expect(read).toThrow('\\"goldfish\\" is none of the 37 classes of Oxford-IIIT Pets')
  })
})

describe('questions', () => {
  test.each([
    ['caltech101', 'What type of object is in this photo?'],
    ['cifar-100', 'What type of object is in this photo?'],
    ['food101', 'What type of food is in this photo?'],
    ['pets', 'What type of pet breed is in this photo?'],
    ['country211', 'What type of country is in this photo?'],
    ['eurosat', 'What type of land use is in this photo?'],
    ['aircraft', 'What type of aircraft variant is in this photo?'],
    ['clevr-count', 'How many objects are in this photo?'],
  ])('%s: %s', (id, question) => {
    const set = benchmarkById(id)
    const item = recordOf(set, { index: '1', class: set.classes?.[0]?.name ?? '' })
    expect(set.prompt(item)).toBe(question)
  })

  test('a closed world has every class once, in an order of its own for each item', () => {
    const set = benchmarkById('eurosat')
    const [first, again, second] = ['1', '1', '2'].map(index =>
      set.prompt(recordOf(set, { index, class: 'River' }), 'closed-world'),
    )
    expect(first).toMatch(/^What type of land use is in this photo\? Choose one from "[^"]+"\.$/)
    const names = (prompt = '') => /"(.*)"/.exec(prompt)?.[1]?.split(', ') ?? []
    expect(names(first).toSorted()).toEqual(set.classes?.map(({ name }) => name).toSorted())
    expect(again).toBe(first)
    expect(second).not.toBe(first)
  })
})

test('plain accuracy and the mean over classes; guessing is one of the classes', () => {
  const set = benchmarkById('eurosat')
  const items = ['River', 'River', 'River', 'Forest'].map((name, at) =>
    recordOf(set, { index: String(at), class: name }),
  )
  const scores = [1, 1, 1, 0].map(value => ({ value }))
  expect(valuesOf(set.metrics(items, scores))).toEqual({ accuracy: 75, 'mean per class': 50 })
  expect(set.units(items)[0]?.guessFloor).toBe(0.1)
})

test.each([
  ['pets', 'beagle', 'A Beagle.', 1],
  ['cifar-100', 'ray', 'An x-ray of a hand', 0],
  ['cifar-100', 'aquarium fish', 'An aquarium fish', 1],
  ['cifar-100', 'apple', 'It is not an apple but a pear', 0],
  ['clevr-count', '5', 'There are five objects', 1],
  ['food101', 'waffles', 'a waffle', 1],
  ['aircraft', '737-200', 'Boeing 737', 0],
  ['eurosat', 'river', 'river, forest and highway', 1],
  ['country211', 'NO', 'Norway', 1],
  ['country211', 'NO', 'no', 1],
  ['country211', 'NO', 'There is no sign in this photo', 0],
])('%s, %s answered "%s" scores %d with our lists', (id, name, said, value) => {
  const set = benchmarkById(id)
  const outcome = classifyMap.score(scoredItem(set, recordOf(set, { index: '1', class: name })), said)
  expect(outcome.kind === 'scored' ? outcome.value : 0).toBe(value)
})

describe('DOCCI', () => {
  test('is a picture and its description; nothing is asked', () => {
    const item = recordOf(docci, { index: 'test_00001', description: 'A long one.', split: 'test' })
    expect(item).toMatchObject({ question: '', answer: 'A long one.', details: { split: 'test' } })
    expect(docci.metrics([item], [{ value: 1 }])).toEqual([])
  })

  test('the pairs of alignment are the first of a split by their ids', () => {
    const items = ['test_00002', 'train_00001', 'test_00010', 'test_00001'].map(id => ({
      id,
      details: { split: id.slice(0, id.indexOf('_')) },
    }))
    expect(alignmentIds(items, 2)).toEqual(['test_00001', 'test_00002'])
    expect(alignmentIds(items, 9)).toHaveLength(3)
    expect(alignmentIds(items.toReversed(), 2)).toEqual(alignmentIds(items, 2))
  })
})
