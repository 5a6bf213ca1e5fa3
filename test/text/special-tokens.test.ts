import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openTokenizer } from '#workers/text/tokenizer'

const file = join(import.meta.dirname, '../fixtures/tokenizers/llama-legacy/tokenizer.json')
const definition = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')))
const base = { bos_token: '<s>', eos_token: '</s>' }
const flags = (content: string, more = {}) => ({
  content,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
  ...more,
})
const plain = openTokenizer(definition, base)
const free = plain.largestId + 1
const image = plain.id('<image>')!
const ids = (tokenizer: typeof plain, text: string) => tokenizer.encode(text, { addSpecialTokens: false })

test('added_tokens_decoder overrides the flags of tokenizer.json', () => {
  const added_tokens_decoder = { [image]: flags('<image>', { lstrip: true, rstrip: true }) }
  const stripping = openTokenizer(definition, { ...base, added_tokens_decoder })
  expect(ids(stripping, 'a <image> b')).toEqual(ids(plain, 'a<image>b'))
  expect(ids(plain, 'a <image> b')).not.toEqual(ids(plain, 'a<image>b'))
})

test('what tokenizer.json lacks is added behind it, declared tokens before named ones', () => {
  const tokenizer = openTokenizer(definition, {
    bos_token: { __type: 'AddedToken', ...flags('<s>') },
    pad_token: '<filler>',
    image_token: '<image>',
    extra_special_tokens: ['<more>'],
    added_tokens_decoder: { [free]: flags('<new>') },
  })
  expect(['<new>', '<filler>', '<more>'].map(tokenizer.id)).toEqual([free, free + 1, free + 2])
  expect(tokenizer.largestId).toBe(free + 2)
  expect(tokenizer.specials).toEqual({ bos_token: '<s>', pad_token: '<filler>', image_token: '<image>' })
  expect(ids(tokenizer, 'a<more>')).toEqual([...ids(plain, 'a'), free + 2])
  expect(tokenizer.decode([free, ...ids(plain, 'a'), free + 2])).toBe('a')
})

test('special_tokens_map.json and added_tokens.json count only without added_tokens_decoder', () => {
  const legacy = {
    specialTokensMap: { pad_token: { content: '<new>' } },
    addedTokens: { '<newer>': free + 1, '<new>': free },
  }
  expect(openTokenizer(definition, base, legacy).specials.pad_token).toBe('<new>')
  expect(['<new>', '<newer>'].map(openTokenizer(definition, base, legacy).id)).toEqual([free, free + 1])
  const modern = openTokenizer(definition, { ...base, added_tokens_decoder: {} }, legacy)
  expect(modern.id('<new>')).toBeUndefined()
  expect(modern.largestId).toBe(plain.largestId)
})

test('a declared id that tokenizer.json does not leave free is refused', () => {
  const added_tokens_decoder = { [free + 5]: flags('<far>') }
  expect(() => openTokenizer(definition, { ...base, added_tokens_decoder })).toThrow(
    expect.objectContaining({
      reason: 'bad-tokenizer',
      message: `added token "<far>" is declared with id ${free + 5}, but tokenizer.json lacks it and its next free id is ${free}`,
    }),
  )
})
