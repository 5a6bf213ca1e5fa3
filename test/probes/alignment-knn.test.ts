import { expect, test } from 'vitest'
import { alignmentKnn } from '#lib/probes/alignment-knn'
import { everyBenchmark, shape } from './made-subject'

test('asks nothing of items', () => {
  for (const benchmark of everyBenchmark)
    expect(alignmentKnn.conditions('full', benchmark, shape)).toEqual([])
})

test('reads features of 1,000 pairs by all language models, of 100 by three in the demo', () => {
  expect(alignmentKnn.reduction?.('standard')).toMatchObject({
    benchmark: 'docci',
    items: 1000,
    languageModels: null,
  })
  expect(alignmentKnn.reduction?.('full')).toEqual(alignmentKnn.reduction?.('standard'))
  expect(alignmentKnn.reduction?.('demo')).toMatchObject({ items: 100, languageModels: 3, neighbours: 10 })
})

test('reads the text by the language models, the picture by the encoder and by the checkpoint in two places', () => {
  const { reads = [], fewestItems = 0, neighbours = 0 } = alignmentKnn.reduction?.('full') ?? {}
  expect(reads.map(({ subject, input, tokens, layers }) => [subject, input, tokens, layers])).toEqual([
    ['language-model', 'text', 'all', 'states'],
    ['encoder', 'picture', 'class', 'blocks'],
    ['checkpoint', 'picture', 'projected', 'one'],
    ['checkpoint', 'picture', 'visual', 'states'],
  ])
  expect(new Set(reads.map(({ id }) => id)).size).toBe(reads.length)
  expect(fewestItems / 2).toBeGreaterThan(neighbours)
})
