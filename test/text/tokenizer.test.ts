import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openTokenizer } from '#workers/text/tokenizer'

const folder = join(import.meta.dirname, '../fixtures/checkpoints/random-bf16')
const read = (file: string) =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(join(folder, file), 'utf8')))

test('the begin token is added once, also where the text opens with it', () => {
  const tokenizer = openTokenizer(read('tokenizer.json'), read('tokenizer_config.json'))
  const begin = tokenizer.id('<s>')
  const plain = tokenizer.encode('USER: what')
  expect(plain[0]).toBe(begin)
  expect(tokenizer.encode('<s>USER: what').filter(id => id === begin)).toHaveLength(1)
  expect(tokenizer.decode(plain)).toBe('USER: what')
  expect(tokenizer.decode([])).toBe('')
})

test('ids beyond the vocabulary are skipped, as are special ones', () => {
  const tokenizer = openTokenizer(read('tokenizer.json'), read('tokenizer_config.json'))
  const text = tokenizer.encode('what')
  expect(tokenizer.decode([...text, tokenizer.largestId + 1, tokenizer.id('</s>')!])).toBe('what')
})

test('a model without a type is known by its parts', () => {
  const definition = read('tokenizer.json')
  const { type, ...model } = z.record(z.string(), z.unknown()).parse(definition.model)
  expect(type).toBe('BPE')
  const old = openTokenizer({ ...definition, model }, null)
  expect(old.encode('USER: what')).toEqual(openTokenizer(definition, null).encode('USER: what'))
})

test('model_max_length counts only where it is a length', () => {
  const longest = (model_max_length: number) =>
    openTokenizer(read('tokenizer.json'), { model_max_length }).maxTokens
  expect(longest(77)).toBe(77)
  expect(longest(1e30)).toBeNull()
})

test('a text is padded and cut on the sides that the files name', () => {
  const open = (more: object) =>
    openTokenizer(read('tokenizer.json'), { bos_token: '<s>', pad_token: '<pad>', ...more })
  const tokenizer = open({ padding_side: 'left', truncation_side: 'left' })
  const [begin, ...rest] = tokenizer.encode('what color')
  const pad = tokenizer.id('<pad>')!
  expect(tokenizer.encodeFixed('what color', rest.length + 3)).toEqual({
    ids: [pad, pad, begin, ...rest],
    used: rest.length + 1,
  })
  expect(tokenizer.encodeFixed('what color', 2).ids).toEqual([begin, rest.at(-1)])
  expect(open({}).encodeFixed('what color', 2).ids).toEqual([begin, rest[0]])
  expect(() => openTokenizer(read('tokenizer.json'), null).encodeFixed('x', 9)).toThrow(/no pad token/)
})

const lost = { type: 'RobertaProcessing', sep: ['<lost>', 9], cls: ['<s>', 1] }

test.each([
  ['no file', null],
  ['no model', {}],
  ['a model of no kind', { model: { type: 'Telepathy', vocab: {} } }],
  ['a post-processor that adds an unknown token', { ...read('tokenizer.json'), post_processor: lost }],
])('%s is refused', (_, definition) => {
  expect(() => openTokenizer(definition, null)).toThrow(expect.objectContaining({ reason: 'bad-tokenizer' }))
})

test('an expression that backtracks for ever is broken off', () => {
  const definition = {
    ...read('tokenizer.json'),
    pre_tokenizer: { type: 'Split', pattern: { Regex: '(x+x+)+y' }, behavior: 'Isolated', invert: false },
  }
  const tokenizer = openTokenizer(definition, null)
  expect(() => tokenizer.encode('x'.repeat(64))).toThrow(
    expect.objectContaining({ reason: 'bad-tokenizer', message: expect.stringContaining('timed out') }),
  )
})
