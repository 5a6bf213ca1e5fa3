import { expect, test } from 'vitest'
import { z } from 'zod'
import { floatText, readFloat, readInt, roundHalfEven, truncatedText } from '#lib/scorers/python-number'
import { codePoints, pythonPattern, spaceClass, splitWords, strip } from '#lib/scorers/python-space'
import { readGolden } from './goldens'

const golden = readGolden(
  'python',
  z.object({
    spaces: z.array(z.number()),
    texts: z.array(z.tuple([z.string(), z.union([z.number(), z.string(), z.null()]), z.string().nullable()])),
    words: z.array(z.tuple([z.string(), z.array(z.string()), z.string(), z.number()])),
    cases: z.array(z.tuple([z.string(), z.array(z.string()), z.string(), z.string()])),
  }),
)

test('whitespace is what Python calls so, and nothing else', () => {
  const space = new RegExp(`^[${spaceClass}]$`, 'u')
  const ours = Array.from({ length: 0x110000 }, (_, code) => code).filter(code =>
    space.test(String.fromCodePoint(code)),
  )
  expect(ours).toEqual(golden.spaces)
  expect(pythonPattern('^\\s+[^\\s]\\d.$').test('\x1c\x85é٣\ufeff')).toBe(true)
  expect(pythonPattern('^.$').test('\u2028')).toBe(true)
  expect(pythonPattern('^.$').test('\n')).toBe(false)
})

test('split, strip and len', () => {
  const ours = golden.words.map(([text]) => [text, splitWords(text), strip(text), codePoints(text)])
  expect(ours).toEqual(golden.words)
})

test('float() and int() of texts', () => {
  const shown = (number: number | null) =>
    number === null || Number.isFinite(number) ? number : floatText(number)
  const ours = golden.texts.map(([text]) => [text, shown(readFloat(text)), readInt(text)?.toString() ?? null])
  expect(ours).toEqual(golden.texts)
})

test('round(), str() and int() of floats', () => {
  const ours = golden.cases.map(([text]) => {
    const value = Number(text)
    const rounded = [0, 1, 2, 3].map(places => floatText(roundHalfEven(value, places)))
    return [text, rounded, floatText(value), truncatedText(value)]
  })
  expect(ours).toEqual(golden.cases)
})

test('numbers that are none have no whole part', () => {
  expect([Number.NaN, Number.POSITIVE_INFINITY].map(truncatedText)).toEqual([null, null])
  expect([Number.NaN, Number.NEGATIVE_INFINITY].map(value => roundHalfEven(value, 2))).toEqual([
    Number.NaN,
    Number.NEGATIVE_INFINITY,
  ])
})
