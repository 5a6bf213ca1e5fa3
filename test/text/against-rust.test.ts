import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openTokenizer } from '#workers/text/tokenizer'

const folder = join(import.meta.dirname, '../fixtures/tokenizers')
const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(folder, ...path), 'utf8'))

const ids = z.array(z.number())
const goldens = z
  .object({
    texts: z.array(z.string()),
    kinds: z.record(
      z.string(),
      z.object({
        cases: z.array(z.object({ ids, special: z.number(), decoded: z.string() })),
        cut: z.array(z.string()),
      }),
    ),
    fixed: z.record(z.string(), z.array(z.object({ text: z.string(), ids, used: z.number() }))),
  })
  .parse(read('goldens.json'))

const open = (kind: string) =>
  openTokenizer(read(kind, 'tokenizer.json'), read(kind, 'tokenizer_config.json'))
/** The text whose tokens are cut in the middle of characters. */
const emoji = goldens.texts.findIndex(text => text.startsWith('emoji'))

describe.each(Object.entries(goldens.kinds))('%s', (kind, { cases, cut }) => {
  const tokenizer = open(kind)

  test('gives the ids of the Rust library, with and without special tokens', () => {
    for (const [at, text] of goldens.texts.entries()) {
      const golden = cases[at]!
      expect({ text, ids: tokenizer.encode(text, { addSpecialTokens: true }) }).toEqual({
        text,
        ids: golden.ids,
      })
      expect(tokenizer.encode(text, { addSpecialTokens: false })).toHaveLength(
        golden.ids.length - golden.special,
      )
    }
  })

  test('decodes as it does', () => {
    for (const [at, text] of goldens.texts.entries()) {
      const golden = cases[at]!
      expect({ text, decoded: tokenizer.decode(golden.ids) }).toEqual({ text, decoded: golden.decoded })
    }
  })

  test('decodes a text that breaks off inside a character as it does', () => {
    const whole = cases[emoji]!.ids
    expect(cut.map((_, at) => tokenizer.decode(whole.slice(0, at + 1)))).toEqual(cut)
  })
})

test.each(Object.entries(goldens.fixed))(
  '%s pads and cuts to its length as transformers does',
  (kind, cases) => {
    const tokenizer = open(kind)
    for (const { text, ids, used } of cases) {
      expect(tokenizer.maxTokens).toBe(ids.length)
      expect(tokenizer.encodeFixed(text, ids.length)).toEqual({ ids, used })
    }
  },
)
