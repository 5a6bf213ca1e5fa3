import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openTokenizer } from '#workers/text/tokenizer'

const folder = join(import.meta.dirname, '../fixtures/checkpoints/random-bf16')
const definition = z
  .record(z.string(), z.unknown())
  .parse(JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8')))
const open = (change: Record<string, unknown>) => openTokenizer({ ...definition, ...change }, null)
const badTokenizer = (message: string) =>
  expect.objectContaining({ reason: 'bad-tokenizer', message: expect.stringContaining(message) })

const replace = (pattern: Record<string, string>, content: string) => ({ type: 'Replace', pattern, content })
const forty = (step: unknown) => Array.from({ length: 40 }, () => step)
const doubling = replace({ String: 'a' }, 'aa')

test.each([
  ['normalizer', { type: 'Sequence', normalizers: forty(doubling) }],
  [
    'an expression that matches nothing',
    { type: 'Sequence', normalizers: forty(replace({ Regex: '(?=a)' }, 'a')) },
  ],
  ['nested', { type: 'Sequence', normalizers: [{ type: 'Sequence', normalizers: forty(doubling) }] }],
])('a text that doubles forty times is refused: %s', (_, normalizer) => {
  const tokenizer = open({ normalizer })
  expect(() => tokenizer.encode('a')).toThrow(badTokenizer('its normalizer and pre_tokenizer may make'))
})

test('so is an answer that does', () => {
  const decoder = { type: 'Sequence', decoders: [...forty(doubling), { type: 'Fuse' }] }
  const plain = open({}).encode('a cat', { addSpecialTokens: false })
  expect(() => open({ decoder }).decode(plain)).toThrow(badTokenizer('its decoder may make'))
})

test('what is put in for something else is literal, as in Rust', () => {
  const plain = (normalizer: unknown, text: string) =>
    open({ normalizer }).encode(text, { addSpecialTokens: false })
  expect(plain(replace({ String: 'a' }, '$&$`'), 'ca')).toEqual(plain(null, 'c$&$`'))
  const decoder = { type: 'Sequence', decoders: [{ type: 'Fuse' }, replace({ String: 'a' }, '$&$&')] }
  const cat = open({ decoder: { type: 'Fuse' } }).encode('cat', { addSpecialTokens: false })
  const spelled = open({ decoder: { type: 'Fuse' } }).decode(cat)
  expect(open({ decoder }).decode(cat)).toBe(spelled.replaceAll('a', () => '$&$&'))
})

test.each([-5, 0.5, 1e300])('an id of %s is none', id => {
  expect(() => open({ model: { type: 'BPE', vocab: { a: id }, merges: [] } })).toThrow(badTokenizer('vocab'))
})

test('added tokens may be as many as there are words', () => {
  const added_tokens = Array.from({ length: 200_000 }, (_, id) => ({
    id,
    content: `token${id}`,
    special: true,
  }))
  expect(open({ added_tokens }).largestId).toBe(199_999)
})
