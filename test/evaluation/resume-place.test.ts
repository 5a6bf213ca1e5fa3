import { describe, expect, test } from 'vitest'
import {
  type PromptSketch,
  promptLength,
  type SketchedPicture,
  spanTokens,
} from '#workers/evaluation/prompt-sketch'
import { resumePlace } from '#workers/evaluation/resume-place'

const picture: SketchedPicture = { key: 'a', count: 4, rows: null, noisy: null }
/** Tokens 0 and 1, the picture's 2 to 5, and 6 to 8. */
const kept: PromptSketch = { ids: [1, 2, -1, 3, 4, 5], imageToken: -1, pictures: [picture], noise: [] }
const place = (change: Partial<PromptSketch>, from = kept) => resumePlace(from, { ...kept, ...change })
const shown = (change: Partial<SketchedPicture>) => place({ pictures: [{ ...picture, ...change }] })
const noise = (layer: number, ...tokens: number[]) => ({ layer, tokens: Uint32Array.from(tokens) })

test('lengths and spans count the tokens of pictures', () => {
  expect(promptLength(kept)).toBe(9)
  expect([...spanTokens(kept, 'visual')]).toEqual([2, 3, 4, 5])
  expect([...spanTokens(kept, 'text')]).toEqual([6, 7, 8])
  expect([...spanTokens(kept, 'all')]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  const two = { ...kept, ids: [-1, 1, -1, 2], pictures: [picture, { ...picture, count: 2 }] }
  expect([...spanTokens(two, 'visual')]).toEqual([0, 1, 2, 3, 5, 6])
  expect([...spanTokens(two, 'text')]).toEqual([7])
  const none = { ...kept, ids: [1, 2], pictures: [] }
  expect([...spanTokens(none, 'visual')]).toEqual([])
  expect([...spanTokens(none, 'text')]).toEqual([0, 1])
})

describe('before any layer', () => {
  test('the same prompt has all but its last token in common', () => {
    expect(place({})).toEqual({ layer: 0, token: 8 })
  })

  test.each([
    ['a word before the picture', { ids: [1, 9, -1, 3, 4, 5] }, 1],
    ['a word behind it', { ids: [1, 2, -1, 3, 9, 5] }, 7],
    ['a shorter question', { ids: [1, 2, -1, 3, 4] }, 7],
    ['a longer question', { ids: [1, 2, -1, 3, 4, 5, 6] }, 9],
    ['no picture', { ids: [1, 2, 3, 4, 5], pictures: [] }, 2],
    ['two pictures', { ids: [1, 2, -1, -1, 3], pictures: [picture, picture] }, 6],
  ])('%s', (_, change, token) => {
    expect(place(change)).toEqual({ layer: 0, token })
  })

  test.each([
    ['another picture', { key: 'b' }, 2],
    ['rows exchanged', { rows: Uint32Array.of(0, 2, 1, 3) }, 3],
    ['the first rows kept', { rows: Uint32Array.of(0, 1), count: 2 }, 4],
    ['the last rows kept', { rows: Uint32Array.of(2, 3), count: 2 }, 2],
    ['a row more', { count: 5 }, 6],
    ['noise on a row', { noisy: 2 }, 4],
    ['noise behind a moved row', { rows: Uint32Array.of(0, 2, 1, 3), noisy: 3 }, 3],
  ])('%s', (_, change, token) => {
    expect(shown(change)).toEqual({ layer: 0, token })
  })

  test('a kept prompt whose own rows are noisy is shared up to them', () => {
    const noisy = { ...kept, pictures: [{ ...picture, noisy: 1 }] }
    expect(place({}, noisy)).toEqual({ layer: 0, token: 3 })
  })
})

describe('inside the layers', () => {
  test.each([
    ['on some tokens', [noise(3, 4, 5)], { layer: 3, token: 4 }],
    ['on two layers', [noise(3, 4), noise(1, 7)], { layer: 1, token: 4 }],
    ['on the last token', [noise(2, 8)], { layer: 2, token: 8 }],
  ])('noise %s', (_, some, expected) => {
    expect(place({ noise: some })).toEqual(expected)
  })

  test('a prompt that differs before has no layer in common', () => {
    expect(place({ ids: [1, 2, -1, 3, 9, 5], noise: [noise(3, 8)] })).toEqual({ layer: 0, token: 7 })
    expect(place({ ids: [1, 2, -1, 3, 9, 5], noise: [noise(3, 4)] })).toEqual({ layer: 0, token: 4 })
    // A shorter one neither: below the layer its keys and values would be those of the longer one.
    expect(place({ ids: [1, 2, -1, 3, 4], noise: [noise(3, 4)] })).toEqual({ layer: 0, token: 4 })
    expect(place({ ids: [1, 2, -1, 3, 4], noise: [noise(3, 7)] })).toEqual({ layer: 0, token: 7 })
  })
})
