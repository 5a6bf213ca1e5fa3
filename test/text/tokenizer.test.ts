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

test.each([
  ['no file', null],
  ['no model', {}],
  ['a model of no kind', { model: { type: 'Telepathy' } }],
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
