import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { decodeBase64 } from '#workers/datasets/base64'
import { insideFolder } from '#workers/datasets/inside-folder'
import { pythonList } from '#workers/datasets/python-literal'

const lists = z
  .array(z.tuple([z.string(), z.array(z.string())]))
  .parse(JSON.parse(readFileSync('test/fixtures/benchmarks/tables/lists.json', 'utf8')))

describe('lists as Python writes them', () => {
  test.each(lists)('%s', (literal, items) => {
    expect(pythonList(literal)).toEqual(items)
  })

  test.each(['', 'x', "['a'", "['a' 'b']", '[a]', "['a']]", '{}', "['a\\']"])('%s is none', text => {
    expect(pythonList(text)).toBeNull()
  })
})

describe('base64', () => {
  test('of any length, with and without padding, with white space', () => {
    for (let length = 1; length < 40; length++) {
      const bytes = Buffer.from(Array.from({ length }, (_, at) => (at * 53 + length) % 256))
      const text = bytes.toString('base64')
      for (const form of [text, text.replace(/=+$/, ''), text.replace(/(.{4})/g, '$1\n '), `${text}\r\n`])
        expect(decodeBase64(Buffer.from(form))).toEqual(bytes)
    }
  })

  test.each(['QUJD!EFG', 'QU=JDRA=', 'QUJ-', 'QUJ_', 'QUJDé', 'Q', 'QUJDQ', 'QUJD===='])(
    '%s is none',
    text => {
      expect(decodeBase64(Buffer.from(text, 'latin1'))).toBeNull()
    },
  )
})

test('a name in foreign data stays in its folder', () => {
  expect(insideFolder('/data', 'a/b.jpg')).toBe('/data/a/b.jpg')
  expect(insideFolder('/data', 'a/../b.jpg')).toBe('/data/b.jpg')
  for (const name of [
    '../b.jpg',
    'a/../../b.jpg',
    '/etc/passwd',
    '..',
    '.',
    'C:/x',
    'a\\..\\..\\b',
    'a\0.jpg',
  ])
    expect(insideFolder('/data', name)).toBeNull()
})
