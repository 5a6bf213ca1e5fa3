import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { editJson } from '#test/safetensors/write-safetensors'
import { openCaptionTokenizer } from '#workers/runtime/text-to-image/caption-tokenizer'
import { copyPipeline, tinyPipeline } from './goldens'

const encoder = { positions: 77, vocabulary: 892 }
const open = (folder: string, name: string) => openCaptionTokenizer(folder, name, encoder)
const [first, second] = ['tokenizer', 'tokenizer_2'].map(name => open(tinyPipeline, name)) as [
  ReturnType<typeof open>,
  ReturnType<typeof open>,
]

/** Ids between the begin and the end token. */
function inner(tokenizer: ReturnType<typeof open>, caption: string): number[] {
  const { ids, tokens } = tokenizer.encode(caption)
  expect(ids.length).toBe(77)
  expect([ids[0], ids[tokens.kept - 1]]).toEqual([890, 891])
  return ids.slice(1, tokens.kept - 1)
}

describe('padding', () => {
  test('is the end token of the first, and "!" of the second', () => {
    expect(first.encode('').ids).toEqual([890, ...Array(76).fill(891)])
    expect(second.encode('').ids).toEqual([890, 891, ...Array(75).fill(0)])
  })

  test('that is stored in tokenizer.json is left alone', () => {
    const folder = copyPipeline()
    editJson(folder, 'tokenizer/tokenizer.json', value => ({
      ...value,
      padding: { strategy: { Fixed: 20 }, direction: 'Left', pad_id: 3, pad_type_id: 0, pad_token: '$' },
      truncation: { max_length: 5, strategy: 'LongestFirst', stride: 0, direction: 'Left' },
    }))
    const caption = 'a photo of a red bird on a green tree'
    expect(open(folder, 'tokenizer').encode(caption)).toEqual(first.encode(caption))
  })
})

describe('"!"', () => {
  test.each(['!', '! !! !!!', 'a red!', 'wait!what'])('is id 0 in the second tokenizer: %j', caption => {
    const count = caption.split('!').length - 1
    expect(inner(second, caption).filter(id => id === 0).length).toBe(count)
  })

  test('is a letter like others in the first', () => {
    // 0 inside a word, 256 at its end.
    expect(inner(first, '! !! !!!')).toEqual([256, 0, 256, 0, 0, 256])
    expect(inner(second, '! !! !!!')).toEqual([0, 0, 0, 0, 0, 0])
  })

  test('stands alone at the end of a word', () => {
    expect(inner(first, 'a!').at(-1)).toBe(256)
    expect(inner(second, 'a!').at(-1)).toBe(0)
    expect(inner(second, 'a!').slice(0, -1)).toEqual(inner(first, 'a!').slice(0, -1))
  })
})

test.each(['a photo of a cat', "people's 12 cars, naïve RÉSUMÉ;  two\tspaces", '猫 😀'])(
  'vocabulary and merges are read as tokenizer.json: %j',
  caption => {
    const folder = copyPipeline()
    // The first tokenizer in the form of the second, and the other way round.
    const model = z
      .object({
        model: z.object({ vocab: z.record(z.string(), z.int()), merges: z.array(z.array(z.string())) }),
      })
      .parse(JSON.parse(readFileSync(join(folder, 'tokenizer/tokenizer.json'), 'utf8'))).model
    writeFileSync(
      join(folder, 'tokenizer/vocab.json'),
      JSON.stringify({ ...model.vocab, '<|startoftext|>': 890, '<|endoftext|>': 891 }),
    )
    writeFileSync(
      join(folder, 'tokenizer/merges.txt'),
      ['#version: 0.2', ...model.merges.map(pair => pair.join(' ')), ''].join('\n'),
    )
    rmSync(join(folder, 'tokenizer/tokenizer.json'))
    expect(open(folder, 'tokenizer').encode(caption)).toEqual(first.encode(caption))
  },
)

describe('a caption that is too long', () => {
  const caption = Array.from({ length: 200 }, (_, at) => `${at % 10}`).join(' ')

  test('loses its tail and keeps its end token', () => {
    const { ids, tokens } = first.encode(caption)
    expect(ids.length).toBe(77)
    expect([ids[0], ids[76]]).toEqual([890, 891])
    expect(tokens).toMatchObject({ full: 202, kept: 77 })
    expect(tokens.droppedIds.length).toBe(125)
    expect(tokens.droppedText).toBe(caption.split(' ').slice(75).join(' '))
  })

  test('of exactly as many tokens as there is room for loses nothing', () => {
    const fitting = caption.split(' ').slice(0, 75).join(' ')
    expect(first.encode(fitting).tokens).toEqual({ full: 77, kept: 77, droppedIds: [], droppedText: '' })
    expect(first.encode(fitting).ids.at(-1)).toBe(891)
    expect(first.encode(`${fitting} 7`).tokens).toMatchObject({ full: 78, kept: 77, droppedText: '7' })
  })
})

test('markers that a caption spells out are the markers', () => {
  expect(inner(first, 'a <|endoftext|> b').filter(id => id === 891).length).toBe(1)
})
